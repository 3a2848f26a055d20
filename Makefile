# sendgate - plain GNU make, one file here and a module.mk in each folder.
#
#	make            the programs, in build/
#	make demo       installs what is missing, builds, shows the gate at work
#	make test       installs what is missing, builds, runs every test
#	make install    programs, manual pages, samples, units (DESTDIR, PREFIX)
#	make deb        a Debian package, in build/deb/
#	make help       all other targets
#
# How it works
#
# - Everything that is made goes to $(O), by default build/.
# - Each milter/NAME/module.mk adds its sources: SRCS for the library
#   $(O)/libsendgate.a, and DAEMON_SRCS, CLI_SRCS, EXTRACT_SRCS for what goes
#   into one program alone.  A program is its main.c, these and the library; it
#   is built when its main.c is there.
# - tests/unit/NAME_test.c is a test program; what it needs of the other .c
#   files in tests/unit is linked in.  A .c file in tests/milter, relay, cli,
#   fault or bench is a program of its own for the scripts beside it, found in
#   $(O)/tests/FOLDER/NAME.  tests/fuzz/NAME_fuzz.c is a fuzz target.
# - A test script is an executable tests/FOLDER/NAME.t that prints TAP.  It runs
#   in the top folder and finds the programs in $SENDGATE_BUILD.
# - pkg-config is asked when the first file is compiled and not before, since it
#   may be what contrib/install-deps.sh has yet to install.
#
# Variables to set: CC, CFLAGS, CPPFLAGS, LDFLAGS, CLANG, O, PREFIX, DESTDIR,
# SYSCONFDIR, UNITDIR, SOCKETDIR (where the samples put the milter's socket),
# WERROR=1 (warnings are errors; CI=true does it too), SANITIZE=thread, V=1
# (show the commands), MODULES="base text" (only these folders), FUZZ_SECONDS,
# JOBS.

O ?= build
PREFIX ?= /usr/local
SYSCONFDIR ?= /etc
UNITDIR ?= $(PREFIX)/lib/systemd/system
# below the queue folder, where a chrooted Postfix sees it
SOCKETDIR ?= /var/spool/postfix/sendgate
VERSION := $(shell sed -n 1p NEWS)
FUZZ_SECONDS ?= 10
JOBS ?= $(shell nproc 2>/dev/null || echo 1)
SENDGATE_TEST_DATA ?= ../shared/data
TEST_TIMEOUT ?= 900

ifeq ($(origin CC),default)
CC = gcc
endif

# For the sanitizers and the fuzzers: gcc's UBSan can't write to a file.
CLANG ?= clang

.DELETE_ON_ERROR:
.SUFFIXES:
all: programs

# Sources -------------------------------------------------------------------

MODULES ?= $(patsubst milter/%/module.mk,%,$(wildcard milter/*/module.mk))
module_files := $(wildcard $(MODULES:%=milter/%/module.mk))

SRCS :=
DAEMON_SRCS :=
CLI_SRCS :=
EXTRACT_SRCS :=
include $(module_files)

object = $(patsubst %.c,$(O)/obj/%.o,$(1))
fuzz_object = $(patsubst %.c,$(O)/fuzz/obj/%.o,$(1))

LIBRARY := $(O)/libsendgate.a
daemon_main := $(wildcard milter/daemon/main.c)
cli_main := $(wildcard milter/cli/main.c)
extract_main := $(wildcard milter/extract/main.c)

PROGRAMS := $(if $(daemon_main),$(O)/sendgate-milter) \
	$(if $(cli_main),$(O)/sendgate) \
	$(if $(extract_main),$(O)/sendgate-extract)

unit_sources := $(wildcard tests/unit/*_test.c)
unit_support := $(filter-out $(unit_sources),$(wildcard tests/unit/*.c))
UNIT_SUPPORT := $(O)/tests/unit/libsupport.a
UNIT_TESTS := $(patsubst %.c,$(O)/%,$(unit_sources))
# Those of them that start threads.
THREAD_TESTS = $(patsubst tests/unit/%.c,$(O)/tests/unit/%,$(shell grep -lE \
	'pthread_create|(settle|watch)_start|hand_out_file' tests/unit/*_test.c))

helper_sources := $(foreach folder,milter relay cli fault bench extract,\
	$(wildcard tests/$(folder)/*.c))
HELPERS := $(patsubst %.c,$(O)/%,$(helper_sources))

# What is named after the helper, or in its folder, is linked with its parsers.
EXTRACT_TESTS := $(filter $(O)/tests/unit/extract_% $(O)/tests/extract/%,\
	$(UNIT_TESTS) $(HELPERS))

fuzz_sources := $(wildcard tests/fuzz/*_fuzz.c)
FUZZERS := $(patsubst tests/%.c,$(O)/%,$(fuzz_sources))

# Flags ---------------------------------------------------------------------

PACKAGES := libpcre2-8 libhs yaml-0.1 libcrypto jansson icu-uc icu-i18n \
	sqlite3 libzstd libesmtp-1.0
# of sendgate-extract alone
EXTRACT_PACKAGES := libarchive expat libseccomp zlib

# $(call ask_pkg_config,FLAG,PACKAGES)
ask_pkg_config = $(call found,$(shell pkg-config $(1) $(2) || echo MISSING))
found = $(if $(filter MISSING,$(1)),$(error libraries are missing: \
	run contrib/install-deps.sh),$(1))

# Each is asked once, at first use.
LIB_CFLAGS = $(eval LIB_CFLAGS := \
	$$(call ask_pkg_config,--cflags,$(PACKAGES) \
	$(EXTRACT_PACKAGES)))$(LIB_CFLAGS)
LIB_LIBS = $(eval LIB_LIBS := \
	$$(call ask_pkg_config,--libs,$(PACKAGES)))$(LIB_LIBS)
EXTRACT_LIBS = $(eval EXTRACT_LIBS := \
	$$(call ask_pkg_config,--libs,$(EXTRACT_PACKAGES)))$(EXTRACT_LIBS)
TEST_LIBS = $(eval TEST_LIBS := \
	$$(call ask_pkg_config,--libs,cmocka))$(TEST_LIBS)
SYSTEM_LIBS := -lmilter -lpthread -lm

WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2
ifneq ($(filter true 1,$(CI) $(WERROR)),)
WARNINGS += -Werror
endif

ifeq ($(SANITIZE),)
CFLAGS ?= -O2 -g
HARDEN_C := -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
HARDEN_L := -Wl,-z,relro,-z,now
else
CFLAGS ?= -O1 -g
HARDEN_C := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
HARDEN_L := -fsanitize=$(SANITIZE)
endif

language := -std=c11 -D_GNU_SOURCE -Imilter
compile = $(CC) $(language) $(CPPFLAGS) $(WARNINGS) $(HARDEN_C) -fPIE \
	$(CFLAGS) -MMD -MP $(LIB_CFLAGS)
link = $(CC) $(CFLAGS) -pie $(HARDEN_L) -Wl,--as-needed $(LDFLAGS)

FUZZ_SANITIZE := address,undefined
fuzz_compile = $(CLANG) $(language) $(CPPFLAGS) $(WARNINGS) -O1 -g \
	-fsanitize=fuzzer-no-link,$(FUZZ_SANITIZE) -fno-sanitize-recover=all \
	-MMD -MP $(LIB_CFLAGS)

# `make V=1` shows the commands.
ifeq ($(V),)
say = @echo "  $(1)	$@";
else
say =
endif

# Programs ------------------------------------------------------------------

programs: $(PROGRAMS)
unit: $(UNIT_TESTS)
threads: $(THREAD_TESTS)
helpers: $(HELPERS)

$(O)/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(compile) -c -o $@ $<

$(LIBRARY): $(call object,$(SRCS)) $(module_files)
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(filter %.o,$^)

# own_libs: what only some targets are linked with
link_program = $(call say,LD)$(link) -o $@ $(filter %.o,$^) $(own_libs) \
	$(LIBRARY) $(LIB_LIBS) $(SYSTEM_LIBS)

$(call object,$(cli_main)): CPPFLAGS += -DSENDGATE_VERSION='"$(VERSION)"'
$(call object,$(cli_main)): NEWS

$(O)/sendgate-milter: $(call object,$(daemon_main) $(DAEMON_SRCS)) $(LIBRARY)
	$(link_program)

$(O)/sendgate: $(call object,$(cli_main) $(CLI_SRCS)) $(LIBRARY)
	$(link_program)

EXTRACT_LIBRARY := $(O)/libextract.a

$(EXTRACT_LIBRARY): $(call object,$(EXTRACT_SRCS)) $(module_files)
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(filter %.o,$^)

$(O)/sendgate-extract $(EXTRACT_TESTS): $(EXTRACT_LIBRARY)
$(O)/sendgate-extract $(EXTRACT_TESTS): own_libs = $(EXTRACT_LIBRARY) \
	$(EXTRACT_LIBS)

$(O)/sendgate-extract: $(call object,$(extract_main)) $(LIBRARY)
	$(link_program)

$(UNIT_SUPPORT): $(call object,$(unit_support)) tests/unit
	@mkdir -p $(@D)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(filter %.o,$^)

$(UNIT_TESTS): $(O)/%: $(O)/obj/%.o $(UNIT_SUPPORT) $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD)$(link) -o $@ $(filter %.o,$^) $(UNIT_SUPPORT) \
		$(own_libs) $(LIBRARY) $(LIB_LIBS) $(SYSTEM_LIBS) $(TEST_LIBS)

$(HELPERS): $(O)/%: $(O)/obj/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(link_program)

.SECONDARY:

# Tests ---------------------------------------------------------------------

again = +@$(MAKE) --no-print-directory

deps:
	@contrib/install-deps.sh

test: deps
	$(again) -j$(JOBS) programs unit helpers
	$(again) prove SUITES="unit lint cli milter evade fault extract relay install"

# $(call tests_of,SUITE)
tests_of = $(if $(filter unit,$(1)),$(UNIT_TESTS),$(if $(filter \
	threads,$(1)),$(THREAD_TESTS),$(wildcard tests/$(1)/*.t)))

# timeout is the "interpreter", so that programs and scripts run alike.  Tests
# wait a good part of their time, under sanitizers most of it.
PROVE_JOBS = $(shell expr $(JOBS) + 1)

prove:
	@SENDGATE_BUILD='$(abspath $(O))' \
	SENDGATE_TEST_DATA='$(abspath $(SENDGATE_TEST_DATA))' \
	prove -j$(PROVE_JOBS) --exec 'timeout $(TEST_TIMEOUT)' \
		$(foreach suite,$(SUITES),$(call tests_of,$(suite)))

fault: deps
	$(again) -j$(JOBS) programs unit helpers
	$(again) prove SUITES=fault

# $(call sanitized,SUFFIX,SANITIZERS,UNITS,SUITES): a report by any process, a
# daemon that a test started too, fails the run.
define sanitized
$(again) -j$(JOBS) CC=$(CLANG) O=$(O)-$(1) \
	SANITIZE=$(2) programs $(3) helpers
@rm -rf $(O)-$(1)/reports; mkdir -p $(O)-$(1)/reports; \
	chmod 1777 $(O)-$(1)/reports
+@log=log_path=$(abspath $(O)-$(1))/reports/$(1); status=0; \
	ASAN_OPTIONS=detect_leaks=1:$$log UBSAN_OPTIONS=print_stacktrace=1:$$log \
	TSAN_OPTIONS=suppressions=$(abspath tests/tsan.supp):$$log SENDGATE_SANITIZE=$(1) \
	$(MAKE) --no-print-directory O=$(O)-$(1) SANITIZE=$(2) \
		SUITES="$(4)" TEST_TIMEOUT=1800 \
		PROVE_JOBS=$$((2 * $(JOBS))) prove || status=1; \
	for report in $(O)-$(1)/reports/*; do \
		test -f "$$report" || continue; status=1; cat "$$report"; \
	done; exit $$status
endef

asan:
	@contrib/install-deps.sh --dev
	$(call sanitized,asan,address$(comma)undefined,unit,unit cli milter fault extract)

# What has one thread has no race: the daemon, and the units with threads.
tsan:
	@contrib/install-deps.sh --dev
	$(call sanitized,tsan,thread,threads,threads milter fault)

comma := ,

demo: deps
	$(again) -j$(JOBS) programs
	@SENDGATE_BUILD='$(abspath $(O))' contrib/demo/run

bench: deps
	$(again) -j$(JOBS) programs helpers
	@SENDGATE_BUILD='$(abspath $(O))' tests/bench/run
	@SENDGATE_BUILD='$(abspath $(O))' tests/bench/linear
	@$(O)/tests/bench/exact_measure
	@$(O)/tests/bench/names_measure
	@$(O)/tests/bench/journal_measure
	@$(O)/tests/bench/search_measure
	@$(O)/tests/bench/template_measure

# Each pack on labelled texts: those that it is tuned on; held-out ones, written
# by the same hand before the rules; and later ones, written after the rules in
# other words on purpose: what a pattern can't know shows there.
bench-rules: deps
	$(again) -j$(JOBS) helpers
	@for texts in tests/bench/rules/*/*.tsv; do \
		pack=$${texts##*/}; folder=$${texts%/*}; \
		printf '%-9s' "$${folder##*/}"; \
		$(O)/tests/bench/rules_measure rules/$${pack%.tsv}.yaml $$texts \
			|| exit 1; \
	done

# Fuzzing: the library once more, with clang's sanitizers -------------------

$(O)/fuzz/obj/%.o: %.c
	@mkdir -p $(@D)
	$(call say,CC)$(fuzz_compile) -c -o $@ $<

$(O)/fuzz/libsendgate.a: $(call fuzz_object,$(SRCS)) $(module_files)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(filter %.o,$^)

$(O)/fuzz/libextract.a: $(call fuzz_object,$(EXTRACT_SRCS)) $(module_files)
	@rm -f $@
	$(call say,AR)ar rcs $@ $(filter %.o,$^)

EXTRACT_FUZZERS := $(filter $(O)/fuzz/extract_%,$(FUZZERS))
$(EXTRACT_FUZZERS): $(O)/fuzz/libextract.a
$(EXTRACT_FUZZERS): own_libs = $(O)/fuzz/libextract.a $(EXTRACT_LIBS)

$(FUZZERS): $(O)/fuzz/%: $(O)/fuzz/obj/tests/fuzz/%.o $(O)/fuzz/libsendgate.a
	$(call say,LD)$(CLANG) -fsanitize=fuzzer,$(FUZZ_SANITIZE) -o $@ \
		$(filter %.o,$^) $(own_libs) $(O)/fuzz/libsendgate.a \
		$(LIB_LIBS) $(SYSTEM_LIBS)

fuzzers: $(FUZZERS)

fuzz:
	@contrib/install-deps.sh --dev
	$(again) -j$(JOBS) fuzzers
	@for target in $(FUZZERS); do \
		name=$${target##*/}; name=$${name%_fuzz}; \
		mkdir -p $(O)/fuzz/corpus/$$name; \
		set -- -max_total_time=$(FUZZ_SECONDS) -print_final_stats=0 \
			-artifact_prefix=$(O)/fuzz/$$name-; \
		if test -f tests/fuzz/$$name.dict; then \
			set -- "$$@" -dict=tests/fuzz/$$name.dict; fi; \
		set -- "$$@" $(O)/fuzz/corpus/$$name; \
		if test -d tests/fuzz/corpus/$$name; then \
			set -- "$$@" tests/fuzz/corpus/$$name; fi; \
		echo "  FUZZ	$$name"; \
		SENDGATE_TEST_DATA='$(abspath $(SENDGATE_TEST_DATA))' \
		$$target "$$@" >$(O)/fuzz/$$name.log 2>&1 || \
			{ tail -40 $(O)/fuzz/$$name.log; exit 1; }; \
	done

# Style ---------------------------------------------------------------------

c_files = $(wildcard milter/*/*.c milter/*/*.h tests/*/*.c tests/*/*.h)

lint:
	@contrib/install-deps.sh --dev
	@tests/lint/run

format:
	clang-format -i $(c_files)

# Flags of the compiler, for the linters.
print-flags:
	@echo $(language) $(LIB_CFLAGS)

# The rest ------------------------------------------------------------------

# Where each file goes.  A configuration or rule pack that is there is the
# owner's, and stays.
bin := $(DESTDIR)$(PREFIX)/bin
sbin := $(DESTDIR)$(PREFIX)/sbin
share := $(DESTDIR)$(PREFIX)/share
man_pages := $(wildcard contrib/man/*.[1-8])
placed = sed -e 's|@BINDIR@|$(PREFIX)/bin|g' -e 's|@SBINDIR@|$(PREFIX)/sbin|g' \
	-e 's|@SOCKETDIR@|$(SOCKETDIR)|g' \
	-e 's|unix:/run/sendgate/milter|unix:$(SOCKETDIR)/milter|'

# $(call place,FROM,TO): with the folders of this installation in it
place = $(placed) $(1) >$(O)/placed && \
	install -D -m 0644 $(O)/placed $(DESTDIR)$(2)

install: programs
	install -D -t $(bin) $(O)/sendgate
	install -D -t $(sbin) $(O)/sendgate-milter $(O)/sendgate-extract
	install -D -m 0644 -t $(share)/sendgate/rules rules/*.yaml
	install -D -m 0644 -t $(share)/doc/sendgate README.md ARCHITECTURE.md \
		$(wildcard SECURITY.md) NEWS LICENSE \
		$(filter-out conf/rules,$(wildcard conf/* conf/rules/*))
	install -D -m 0644 -t $(share)/doc/sendgate/systemd contrib/systemd/inet.conf
	for page in $(man_pages); do \
		install -D -m 0644 -t $(share)/man/man$${page##*.} $$page || exit 1; \
	done
	install -d $(share)/bash-completion/completions $(share)/zsh/site-functions
	$(O)/sendgate completion bash >$(share)/bash-completion/completions/sendgate
	$(O)/sendgate completion zsh >$(share)/zsh/site-functions/_sendgate
	$(call place,contrib/systemd/sendgate.service,$(UNITDIR)/sendgate.service)
	$(call place,contrib/systemd/sysusers.conf,$(PREFIX)/lib/sysusers.d/sendgate.conf)
	$(call place,contrib/systemd/tmpfiles.conf,$(PREFIX)/lib/tmpfiles.d/sendgate.conf)
	test -e $(DESTDIR)$(SYSCONFDIR)/sendgate/sendgate.yaml || \
		{ $(call place,conf/sendgate.yaml,$(SYSCONFDIR)/sendgate/sendgate.yaml); }
	install -d $(DESTDIR)$(SYSCONFDIR)/sendgate/rules
	for pack in $(notdir $(wildcard rules/*.yaml)); do \
		test -e $(DESTDIR)$(SYSCONFDIR)/sendgate/rules/$$pack || \
		install -m 0644 rules/$$pack $(DESTDIR)$(SYSCONFDIR)/sendgate/rules/ || \
		exit 1; \
	done

# The configuration, the rules, the database and the keys are data: they stay.
uninstall:
	rm -f $(bin)/sendgate $(sbin)/sendgate-milter $(sbin)/sendgate-extract
	rm -f $(foreach page,$(man_pages),$(share)/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
	rm -f $(share)/bash-completion/completions/sendgate $(share)/zsh/site-functions/_sendgate
	rm -f $(DESTDIR)$(UNITDIR)/sendgate.service \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/sendgate.conf \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/sendgate.conf
	rm -rf $(share)/sendgate $(share)/doc/sendgate

# dpkg-buildpackage wants debian/ at the top: it gets a copy of the sources.
deb_folder := $(O)/deb/sendgate-$(VERSION)

deb:
	@contrib/install-deps.sh --dev
	@rm -rf $(O)/deb && mkdir -p $(deb_folder)
	@tar -cf - --exclude='./build*' --exclude=./.git . | tar -xf - -C $(deb_folder)
	@cp -r contrib/debian $(deb_folder)/debian
	cd $(deb_folder) && env -u MAKEFLAGS -u MAKELEVEL \
		dpkg-buildpackage -b -us -uc -j$(JOBS)
	@ls $(O)/deb/*.deb

deb-check: deb
	lintian --allow-root --fail-on error,warning $(O)/deb/*.changes
	tests/install/deb $(O)/deb/sendgate_*.deb
	tests/install/first $(O)/deb/sendgate_*.deb

clean:
	rm -rf $(O) $(O)-asan $(O)-tsan

help:
	@echo 'make            the programs, in $(O)/'
	@echo 'make demo       installs what is missing, builds, shows the gate at work'
	@echo 'make test       installs what is missing, builds, runs every test'
	@echo 'make lint       formatter, analyzers, banned functions, rank check'
	@echo 'make asan       the tests under AddressSanitizer and UBSan'
	@echo 'make tsan       the tests under ThreadSanitizer'
	@echo 'make fault      the fault injection tests alone'
	@echo 'make fuzz       each fuzz target for FUZZ_SECONDS=$(FUZZ_SECONDS)'
	@echo 'make bench-rules  precision and recall of the shipped packs'
	@echo 'make bench      the gate against a reference milter; the largest mail; data'
	@echo 'make format     clang-format over the C files'
	@echo 'make install    to DESTDIR=$(DESTDIR) PREFIX=$(PREFIX)'
	@echo 'make uninstall  all of it but configuration, rules and data'
	@echo 'make deb        a Debian package, in $(O)/deb/'
	@echo 'make deb-check  builds it, and holds it against lintian'
	@echo 'make clean      removes $(O)/ and the sanitizer builds'

.PHONY: all programs unit threads helpers deps test prove fault asan tsan demo bench bench-rules \
	fuzzers fuzz lint format print-flags install uninstall deb deb-check clean help

-include $(shell test -d $(O) && \
	find $(O) -path $(O)/deb -prune -o -name '*.d' -print)

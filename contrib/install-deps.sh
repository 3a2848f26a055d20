#!/bin/sh
#
# install-deps.sh - installs the Debian packages that sendgate is built, shown
# and tested with.
#
#	contrib/install-deps.sh          what `make test` and `make demo` need
#	contrib/install-deps.sh --dev    and what `make lint asan tsan fuzz` need
#
# Silent and quick when nothing is missing.  Otherwise it must be root, or have
# sudo.  It starts no service: Postfix is installed without a configuration,
# and a policy-rc.d, removed again at the end, keeps packages from starting
# anything (one that is there already is left alone).
set -eu

build='gcc libc6-dev make pkgconf libpcre2-dev libyaml-dev libssl-dev
	libjansson-dev libicu-dev libsqlite3-dev libzstd-dev libesmtp-dev
	libmilter-dev libarchive-dev libexpat1-dev libseccomp-dev zlib1g-dev'
run='postfix swaks perl openssl sqlite3 libcmocka-dev miltertest procps
	sasl2-bin libsasl2-modules poppler-utils'
dev='git clang libclang-rt-dev llvm clang-format clang-tidy cppcheck
	shellcheck mandoc debhelper lintian systemd zsh strace'

guard=/usr/sbin/policy-rc.d
guard_is_ours=

installed() {
	dpkg-query -W -f '${db:Status-Status} ${Package}\n' "$@" 2>/dev/null |
		sed -n 's/^installed //p' | sort -u
}

# Prints which of the named packages are not installed.
missing() {
	there=" $(installed "$@" | tr '\n' ' ')"
	for package in "$@"; do
		case $there in
		*" $package "*) ;;
		*) echo "$package" ;;
		esac
	done
}

# Hyperscan and Vectorscan are one library by two names and exclude each other:
# the one whose run-time part is there stays.
regex_library() {
	case " $(installed libhyperscan-dev libvectorscan-dev \
		libhyperscan5 libvectorscan5 | tr '\n' ' ')" in
	*-dev*) ;;
	*libhyperscan5*) echo libhyperscan-dev ;;
	*libvectorscan5*) echo libvectorscan-dev ;;
	*)
		case $(dpkg --print-architecture) in
		amd64 | i386) echo libhyperscan-dev ;;
		*) echo libvectorscan-dev ;;
		esac
		;;
	esac
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	else
		sudo "$@"
	fi
}

guard_remove() {
	if [ -n "$guard_is_ours" ]; then
		as_root rm -f "$guard"
		guard_is_ours=
	fi
}

guard_make() {
	if [ -e "$guard" ]; then
		return
	fi
	guard_is_ours=yes
	trap guard_remove EXIT
	trap 'exit 1' HUP INT TERM
	printf '#!/bin/sh\nexit 101\n' | as_root tee "$guard" >/dev/null
	as_root chmod 0755 "$guard"
}

install_all() {
	echo "installing: $*" >&2
	guard_make
	echo 'postfix postfix/main_mailer_type select No configuration' |
		as_root debconf-set-selections
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y update >&2
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get -q -y install --no-install-recommends "$@" >&2
	guard_remove
}

case ${1-} in
'') wanted="$build $run" ;;
--dev) wanted="$build $run $dev" ;;
*)
	echo "usage: $0 [--dev]" >&2
	exit 64
	;;
esac

# Package names have no white space in them.
# shellcheck disable=SC2086,SC2046
set -- $(missing $wanted) $(regex_library)
if [ $# -eq 0 ]; then
	exit 0
fi
if [ "$(id -u)" -ne 0 ] && ! command -v sudo >/dev/null; then
	echo "$0: these packages are missing, and only root can install" >&2
	echo "them: $*" >&2
	exit 77
fi
install_all "$@"

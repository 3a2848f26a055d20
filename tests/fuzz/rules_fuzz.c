/*
 * Any bytes as a rule pack, up to the first NUL, and what follows it as a text
 * that its rules are asked about.
 */
#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "find/find.h"

#define ASKED_MAX 20 /* rules of a pack that are asked */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct ruleset *
load(struct slice pack)
{
	char path[64];
	const char *const paths[] = { path };
	struct diag_list diags;
	struct ruleset *set;
	enum status status;
	int fd = memfd_create("pack", 0);

	assert(fd != -1);
	assert(write(fd, pack.ptr, pack.len) == (ssize_t)pack.len);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	diag_init(&diags);
	status = ruleset_load(paths, 1, &diags, &set, NULL);
	assert((status == STATUS_OK) == (set != NULL));
	assert(status == STATUS_OK || diags.errors > 0);
	diag_free(&diags);
	(void)close(fd);
	return set;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice pack = slice_make((const char *)data, size);
	size_t nul = slice_index(pack, '\0');
	struct slice text = SLICE("our discount floor is 15 %");
	struct ruleset *set;
	struct find_example result;

	/* a word list could be any file, a device that never ends too */
	if (slice_find(pack, SLICE("file")) != SLICE_NONE)
		return 0;
	if (nul != SLICE_NONE)
		text = slice_from(pack, nul + 1);
	set = load(slice_sub(pack, 0, nul));
	if (set == NULL)
		return 0;
	ruleset_prefilter(set, RULESET_PREFILTER_NEVER, NULL);
	for (size_t i = 0; i < ruleset_count(set) && i < ASKED_MAX; i++) {
		char words[64];

		rule_to_text(ruleset_rule(set, i), words, sizeof(words));
		(void)find_example(set, i, text, &result, NULL);
	}
	ruleset_unref(set);
	return 0;
}

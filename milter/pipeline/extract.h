/*
 * extract.h - opens attachments by sendgate-extract, a bounded number of them
 * at a time.
 */
#ifndef PIPELINE_EXTRACT_H
#define PIPELINE_EXTRACT_H

#include <stdint.h>

#include "config/settings.h"
#include "text/opener.h"

/* The places for helpers, which all connections share.  Safe on any thread. */
struct extractor;

/*
 * Looks for the helper beside this program's own file, and where `make install`
 * puts it.  NULL when out of memory.
 */
struct extractor *extractor_new(void);
void extractor_free(struct extractor *extractor); /* NULL is fine */

/* The helper's path: it need not be there. */
const char *extractor_program(const struct extractor *extractor);

/* One message's opening of its attachments; must not move while in use. */
struct extract {
	struct extractor *extractor;
	const struct settings_ceilings *ceilings;
	int64_t deadline_us;
	struct text_opener opener; /* for text_read() */
};

/*
 * Fills *extract_r.  Its opener gives STATUS_BUSY where no place for a helper
 * comes free before the deadline, and STATUS_INTERNAL where the helper can't
 * be run.
 */
void extract_init(struct extractor *extractor,
    const struct settings_ceilings *ceilings, int64_t deadline_us,
    struct extract *extract_r);

#endif

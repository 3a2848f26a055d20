/*
 * fold.h - text as a careless eye reads it: NFKC, case folded, zero-width and
 * soft-hyphen and other default-ignorable characters removed, confusable
 * letters mapped (Unicode TR 39 skeletons), white space collapsed to single
 * spaces.  Digits keep their values.
 */
#ifndef TEXT_FOLD_H
#define TEXT_FOLD_H

#include "base/arena.h"
#include "base/slice.h"
#include "base/status.h"
#include "text/map.h"

/*
 * Folds UTF-8 text; *map_r leads from *out_r back to text.  Plain ASCII takes
 * a fast path.  STATUS_NOMEM is the only error.
 */
enum status text_fold(struct slice text, struct arena *arena,
    struct slice *out_r, const struct text_map **map_r);

#endif

/*
 * pass.h - one pass's state, shared by pass.c (line by line), open.c (what
 * begins a part) and close.c (what ends one).
 *
 * Used within message/ only.
 */
#ifndef MESSAGE_PASS_H
#define MESSAGE_PASS_H

#include "message/walk.h"

enum open_phase {
	OPEN_HEADER, /* mark: where the header starts */
	OPEN_LEAF,
	OPEN_NESTED,   /* the message inside stands above on the stack */
	OPEN_PREAMBLE, /* mark: where the text starts */
	OPEN_PARTS,    /* the part at hand stands above on the stack */
	OPEN_EPILOGUE  /* mark: where the text starts */
};

struct open {
	struct message_part *part;
	enum open_phase phase;
	size_t mark;
	struct slice boundary; /* ptr NULL: no line is a delimiter */
	size_t split;          /* the one that is being filled */
	size_t children;
	size_t start;  /* of the header */
	unsigned near; /* of enum message_match: what would change the split */
	bool again;    /* its body was read before, in another way */
	struct message_header_end ends[MESSAGE_HEADER_ENDS];
	size_t ends_len;
};

struct pass {
	struct message_walk *walk;
	const struct message_pass_params *params;
	struct VEC(struct open) opens;
};

struct open *pass_top(struct pass *pass);
struct slice pass_between(const struct pass *pass, size_t from, size_t to);
enum status pass_push(struct pass *pass, struct message_part *part,
    enum open_phase phase, size_t mark);

/* A part inside the top one, whose header starts at start. */
enum status pass_child(struct pass *pass, enum message_role role, size_t start);

/* Begins way's split of the top part, whose body starts at start. */
enum status pass_way(
    struct pass *pass, const struct message_way *way, size_t start);

/* The top part's header ends at end, and its body starts at start. */
enum status pass_header(struct pass *pass, size_t end, size_t start);

/*
 * The preamble or epilogue of the top part, which ends at to: a part of its
 * own, unless it is blank.
 */
enum status pass_text(struct pass *pass, enum message_role role, size_t to);

/* Ends the top part, whose header has been read, at end. */
enum status pass_close(struct pass *pass, size_t end);

/* Ends at end whatever is open beyond the first keep. */
enum status pass_close_to(struct pass *pass, size_t keep, size_t end);

#endif

/*
 * accounts.h - an account as the commands print it.
 */
#ifndef CLI_ACCOUNTS_H
#define CLI_ACCOUNTS_H

#include "cli/out.h"
#include "store/book.h"

/* {"account_id", "name", "tier", "owner", "aliases", "domains", "emails"}. */
json_t *account_json(const struct book_account *account, struct arena *arena);

#endif

/*
 * lock.c - holds a database's write lock, as another program might: says so on
 * standard output, and lets go at a line on standard input.
 */
#include <stdio.h>

#include "store/store.h"

int
main(int argc, char **argv)
{
	struct store_params params = { .relay = "test", .busy_ms = 5000 };
	struct store *store = NULL;
	struct err err = ERR_INIT;

	if (argc != 2)
		return 64;
	params.path = argv[1];
	if (store_open(&params, &store, &err) != STATUS_OK ||
	    store_begin(store, &err) != STATUS_OK) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	puts("locked");
	fflush(stdout);
	(void)getchar();
	store_rollback(store);
	store_close(store);
	return 0;
}

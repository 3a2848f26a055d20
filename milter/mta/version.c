/*
 * version.c - which libmilter this is.
 */
#include <libmilter/mfapi.h>

#include "mta/mta.h"

void
mta_library(unsigned version_r[3])
{
	for (size_t i = 0; i < 3; i++)
		version_r[i] = 0;
	(void)smfi_version(&version_r[0], &version_r[1], &version_r[2]);
}

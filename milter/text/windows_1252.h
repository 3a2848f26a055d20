/*
 * windows_1252.h - what the bytes 80 to 9F are in windows-1252, which is also
 * what HTML's numeric references of these numbers mean (HTML 13.2.5.80).
 */
#ifndef TEXT_WINDOWS_1252_H
#define TEXT_WINDOWS_1252_H

#include <stdint.h>

/* By byte - 0x80; 0 where windows-1252 has no character. */
extern const uint16_t text_windows_1252[32];

#endif

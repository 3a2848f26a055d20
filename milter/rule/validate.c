/*
 * validate.c - numbers that carry check digits.
 *
 * A card or account number is found by its shape and kept only if its check
 * digits are right, which one in ten (or 97) random numbers passes.
 */
#include "rule/rule.h"

#define CARD_MIN 12
#define CARD_MAX 19
#define IBAN_MIN 15
#define IBAN_MAX 34

/* ISO/IEC 7812-1: every second digit from the right is doubled. */
static bool
luhn_valid(struct slice text)
{
	unsigned sum = 0, digits = 0, zeros = 0;

	for (size_t i = text.len; i > 0; i--) {
		unsigned digit = (unsigned)(text.ptr[i - 1] - '0');

		if (!ascii_digit(text.ptr[i - 1]))
			continue;
		zeros += digit == 0;
		if (digits++ % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return digits >= CARD_MIN && digits <= CARD_MAX && zeros < digits &&
	    sum % 10 == 0;
}

/* ISO 13616: four characters to the end, letters as 10 to 35, modulo 97. */
static bool
iban_valid(struct slice text)
{
	char plain[IBAN_MAX] = { 0 };
	unsigned rest = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!ascii_alnum(text.ptr[i]))
			continue;
		if (len == IBAN_MAX)
			return false;
		plain[len++] = ascii_lower(text.ptr[i]);
	}
	if (len < IBAN_MIN || !ascii_alpha(plain[0]) ||
	    !ascii_alpha(plain[1]) || !ascii_digit(plain[2]) ||
	    !ascii_digit(plain[3]))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = plain[(i + 4) % len];

		if (ascii_digit(c))
			rest = rest * 10 + (unsigned)(c - '0');
		else
			rest = rest * 100 + (unsigned)(c - 'a') + 10;
		rest %= 97;
	}
	return rest == 1;
}

bool
rule_valid(const struct rule *rule, struct slice text)
{
	switch (rule->validate) {
	case RULE_VALIDATE_LUHN:
		return luhn_valid(text);
	case RULE_VALIDATE_IBAN:
		return iban_valid(text);
	case RULE_VALIDATE_NONE:
		break;
	}
	return true;
}

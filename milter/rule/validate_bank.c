/*
 * validate_bank.c - payment cards and bank accounts.
 */
#include "rule/validate.h"

#include <stdlib.h>

#define CARD_MIN 12
#define CARD_MAX 19
#define PREFIX_DIGITS 6

/* Ranges of leading digits and the lengths that their cards have. */
static const struct {
	unsigned from, to; /* filled up to six digits: 400000 to 499999 */
	unsigned shortest, longest;
} issuers[] = {
	{ 340000, 349999, 15, 15 }, /* American Express */
	{ 370000, 379999, 15, 15 },
	{ 300000, 305999, 14, 19 }, /* Diners Club */
	{ 309500, 309599, 14, 19 },
	{ 360000, 369999, 14, 19 },
	{ 380000, 399999, 14, 19 },
	{ 352800, 358999, 16, 19 }, /* JCB */
	{ 400000, 499999, 13, 19 }, /* Visa: 13, 16 and 19 */
	{ 222100, 272099, 16, 16 }, /* Mastercard */
	{ 510000, 559999, 16, 16 },
	{ 500000, 509999, 12, 19 }, /* Maestro and others */
	{ 560000, 589999, 12, 19 },
	{ 601100, 601199, 16, 19 }, /* Discover */
	{ 622126, 622925, 16, 19 },
	{ 644000, 659999, 16, 19 },
	{ 620000, 629999, 16, 19 }, /* UnionPay */
	{ 810000, 819999, 16, 19 },
	{ 220000, 220499, 16, 19 }, /* Mir */
	{ 639000, 639999, 12, 19 }, /* Maestro */
	{ 670000, 679999, 12, 19 },
};

/* ISO 13616: how long each country's numbers are, by the registry. */
static const struct {
	char country[3];
	unsigned char len;
} ibans[] = {
	{ "AD", 24 },
	{ "AE", 23 },
	{ "AL", 28 },
	{ "AT", 20 },
	{ "AZ", 28 },
	{ "BA", 20 },
	{ "BE", 16 },
	{ "BG", 22 },
	{ "BH", 22 },
	{ "BI", 27 },
	{ "BR", 29 },
	{ "BY", 28 },
	{ "CH", 21 },
	{ "CR", 22 },
	{ "CY", 28 },
	{ "CZ", 24 },
	{ "DE", 22 },
	{ "DJ", 27 },
	{ "DK", 18 },
	{ "DO", 28 },
	{ "EE", 20 },
	{ "EG", 29 },
	{ "ES", 24 },
	{ "FI", 18 },
	{ "FK", 18 },
	{ "FO", 18 },
	{ "FR", 27 },
	{ "GB", 22 },
	{ "GE", 22 },
	{ "GI", 23 },
	{ "GL", 18 },
	{ "GR", 27 },
	{ "GT", 28 },
	{ "HR", 21 },
	{ "HU", 28 },
	{ "IE", 22 },
	{ "IL", 23 },
	{ "IQ", 23 },
	{ "IS", 26 },
	{ "IT", 27 },
	{ "JO", 30 },
	{ "KW", 30 },
	{ "KZ", 20 },
	{ "LB", 28 },
	{ "LC", 32 },
	{ "LI", 21 },
	{ "LT", 20 },
	{ "LU", 20 },
	{ "LV", 21 },
	{ "LY", 25 },
	{ "MC", 27 },
	{ "MD", 24 },
	{ "ME", 22 },
	{ "MK", 19 },
	{ "MN", 20 },
	{ "MR", 27 },
	{ "MT", 31 },
	{ "MU", 30 },
	{ "NI", 28 },
	{ "NL", 18 },
	{ "NO", 15 },
	{ "OM", 23 },
	{ "PK", 24 },
	{ "PL", 28 },
	{ "PS", 29 },
	{ "PT", 25 },
	{ "QA", 29 },
	{ "RO", 24 },
	{ "RS", 22 },
	{ "RU", 33 },
	{ "SA", 24 },
	{ "SC", 31 },
	{ "SD", 18 },
	{ "SE", 24 },
	{ "SI", 19 },
	{ "SK", 24 },
	{ "SM", 27 },
	{ "SO", 23 },
	{ "ST", 25 },
	{ "SV", 28 },
	{ "TL", 23 },
	{ "TN", 24 },
	{ "TR", 26 },
	{ "UA", 29 },
	{ "VA", 22 },
	{ "VG", 24 },
	{ "XK", 20 },
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

bool
rule_mod10(const struct rule_plain *plain)
{
	unsigned sum = 0, digit;

	for (size_t i = 0; i < plain->len; i++) {
		digit = (unsigned)(plain->text[plain->len - 1 - i] - '0');
		if (i % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return plain->digits && sum % 10 == 0;
}

static bool
all_noughts(const struct rule_plain *plain)
{
	for (size_t i = 0; i < plain->len; i++)
		if (plain->text[i] != '0')
			return false;
	return true;
}

bool
rule_check_mod10(const struct rule_plain *plain)
{
	return rule_mod10(plain) && !all_noughts(plain);
}

/* A payment card: its issuer's range and length, and the check digit. */
bool
rule_check_luhn(const struct rule_plain *plain)
{
	unsigned prefix = 0;

	if (plain->len < CARD_MIN || plain->len > CARD_MAX ||
	    !rule_mod10(plain))
		return false;
	for (size_t i = 0; i < PREFIX_DIGITS; i++)
		prefix = prefix * 10 + (unsigned)(plain->text[i] - '0');
	for (size_t i = 0; i < COUNT(issuers); i++)
		if (prefix >= issuers[i].from && prefix <= issuers[i].to &&
		    plain->len >= issuers[i].shortest &&
		    plain->len <= issuers[i].longest)
			return true;
	return false;
}

static size_t
iban_length(const struct rule_plain *plain)
{
	for (size_t i = 0; i < COUNT(ibans); i++)
		if (plain->text[0] == ibans[i].country[0] &&
		    plain->text[1] == ibans[i].country[1])
			return ibans[i].len;
	return 0;
}

/* Four characters to the end, letters as 10 to 35, modulo 97. */
bool
rule_check_iban(const struct rule_plain *plain)
{
	unsigned rest = 0;

	if (plain->len < 4 || plain->len != iban_length(plain) ||
	    !ascii_digit(plain->text[2]) || !ascii_digit(plain->text[3]))
		return false;
	for (size_t i = 0; i < plain->len; i++) {
		char c = plain->text[(i + 4) % plain->len];

		if (ascii_digit(c))
			rest = rest * 10 + (unsigned)(c - '0');
		else
			rest = rest * 100 + (unsigned)(c - 'A') + 10;
		rest %= 97;
	}
	return rest == 1;
}

/* The American Bankers Association's routing number. */
bool
rule_check_aba(const struct rule_plain *plain)
{
	static const unsigned weights[] = { 3, 7, 1 };
	unsigned sum = 0, district;

	if (plain->len != 9 || !plain->digits)
		return false;
	district = (unsigned)(plain->text[0] - '0') * 10 +
	    (unsigned)(plain->text[1] - '0');
	if (district > 12 && !(district >= 21 && district <= 32) &&
	    !(district >= 61 && district <= 72) && district != 80)
		return false;
	for (size_t i = 0; i < plain->len; i++)
		sum += weights[i % 3] * (unsigned)(plain->text[i] - '0');
	return sum % 10 == 0 && !all_noughts(plain);
}

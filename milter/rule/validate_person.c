/*
 * validate_person.c - national numbers of persons, each by its authority's
 * published rule.
 */
#include "rule/validate.h"

#include <string.h>

static unsigned
digit_at(const struct rule_plain *plain, size_t i)
{
	return (unsigned)(plain->text[i] - '0');
}

static bool
is_digits(const struct rule_plain *plain, size_t from, size_t len)
{
	for (size_t i = from; i < from + len; i++)
		if (i >= plain->len || !ascii_digit(plain->text[i]))
			return false;
	return true;
}

static uint64_t
number(const struct rule_plain *plain, size_t from, size_t len)
{
	uint64_t value = 0;

	for (size_t i = from; i < from + len; i++)
		value = value * 10 + digit_at(plain, i);
	return value;
}

static bool
all_equal(const struct rule_plain *plain)
{
	for (size_t i = 1; i < plain->len; i++)
		if (plain->text[i] != plain->text[0])
			return false;
	return true;
}

/* The sum of the first n digits, each times its weight. */
static unsigned
weighted(const struct rule_plain *plain, const unsigned *weights, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += weights[i] * digit_at(plain, i);
	return sum;
}

/*
 * Social Security: area 000, 666 and 900 to 999, group 00 and serial 0000 are
 * never issued; two numbers are void since they were printed everywhere.
 */
bool
rule_check_us_ssn(const struct rule_plain *plain)
{
	uint64_t area, value;

	if (plain->len != 9 || !plain->digits)
		return false;
	area = number(plain, 0, 3);
	value = number(plain, 0, 9);
	return area != 0 && area != 666 && area < 900 &&
	    number(plain, 3, 2) != 0 && number(plain, 5, 4) != 0 &&
	    value != 78051120 && value != 219099999;
}

/* National Insurance: HMRC's NIM39110. */
bool
rule_check_uk_nino(const struct rule_plain *plain)
{
	static const char *const unused[] = { "BG", "GB", "KN", "NK", "NT",
		"TN", "ZZ" };

	if (plain->len != 9 || !is_digits(plain, 2, 6) ||
	    plain->text[8] < 'A' || plain->text[8] > 'D' ||
	    !ascii_alpha(plain->text[0]) || !ascii_alpha(plain->text[1]) ||
	    strchr("DFIQUV", plain->text[0]) != NULL ||
	    strchr("DFIOQUV", plain->text[1]) != NULL)
		return false;
	for (size_t i = 0; i < sizeof(unused) / sizeof(*unused); i++)
		if (memcmp(plain->text, unused[i], 2) == 0)
			return false;
	return true;
}

/* NIF and NIE: the letter is the number modulo 23. */
bool
rule_check_es_nif(const struct rule_plain *plain)
{
	static const char letters[] = "TRWAGMYFPDXBNJZSQVHLCKE";
	struct rule_plain copy = *plain;

	if (plain->len != 9)
		return false;
	if (copy.text[0] >= 'X' && copy.text[0] <= 'Z')
		copy.text[0] = (char)(copy.text[0] - 'X' + '0');
	return is_digits(&copy, 0, 8) &&
	    copy.text[8] == letters[number(&copy, 0, 8) % 23];
}

/* NIR: the key is 97 less the number modulo 97; Corsica is 19 and 18. */
bool
rule_check_fr_nir(const struct rule_plain *plain)
{
	struct rule_plain copy = *plain;

	if (plain->len != 15 || plain->text[0] < '1' || plain->text[0] > '2')
		return false;
	if (copy.text[6] == 'A' || copy.text[6] == 'B') {
		if (copy.text[5] != '2')
			return false;
		copy.text[5] = '1';
		copy.text[6] = plain->text[6] == 'A' ? '9' : '8';
	}
	return is_digits(&copy, 0, 15) && number(&copy, 3, 2) > 0 &&
	    97 - number(&copy, 0, 13) % 97 == number(&copy, 13, 2);
}

/* BSN: the eleven test. */
bool
rule_check_nl_bsn(const struct rule_plain *plain)
{
	static const unsigned weights[] = { 9, 8, 7, 6, 5, 4, 3, 2 };
	unsigned sum;

	if (plain->len != 9 || !plain->digits || all_equal(plain))
		return false;
	sum = weighted(plain, weights, 8);
	return sum >= digit_at(plain, 8) &&
	    (sum - digit_at(plain, 8)) % 11 == 0;
}

/*
 * Steuer-ID: of the first ten digits one stands twice or three times and the
 * others once at most; ISO/IEC 7064, MOD 11,10.
 */
bool
rule_check_de_steuer_id(const struct rule_plain *plain)
{
	unsigned count[10] = { 0 }, repeated = 0, product = 10, sum;

	if (plain->len != 11 || !plain->digits || plain->text[0] == '0')
		return false;
	for (size_t i = 0; i < 10; i++) {
		count[digit_at(plain, i)]++;
		sum = (digit_at(plain, i) + product) % 10;
		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	for (size_t i = 0; i < 10; i++) {
		if (count[i] > 3)
			return false;
		repeated += count[i] > 1;
	}
	return repeated == 1 && (11 - product) % 10 == digit_at(plain, 10);
}

/* Codice fiscale: the decree of 23 December 1976. */
bool
rule_check_it_codice_fiscale(const struct rule_plain *plain)
{
	static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
		2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
	unsigned sum = 0, value;

	if (plain->len != 16 || plain->digits)
		return false;
	for (size_t i = 0; i < 6; i++)
		if (!ascii_alpha(plain->text[i]))
			return false;
	for (size_t i = 0; i < 15; i++) {
		value = ascii_digit(plain->text[i]) ?
		    digit_at(plain, i) :
		    (unsigned)(plain->text[i] - 'A');
		sum += i % 2 == 0 ? odd[value] : value;
	}
	return plain->text[15] == (char)('A' + sum % 26);
}

/* PESEL: the month, which tells the century too, must be one. */
bool
rule_check_pl_pesel(const struct rule_plain *plain)
{
	static const unsigned weights[] = { 1, 3, 7, 9, 1, 3, 7, 9, 1, 3 };
	unsigned month;

	if (plain->len != 11 || !plain->digits)
		return false;
	month = (unsigned)number(plain, 2, 2) % 20;
	return month >= 1 && month <= 12 && number(plain, 4, 2) >= 1 &&
	    number(plain, 4, 2) <= 31 &&
	    (10 - weighted(plain, weights, 10) % 10) % 10 ==
	    digit_at(plain, 10);
}

bool
rule_check_ca_sin(const struct rule_plain *plain)
{
	return plain->len == 9 && rule_mod10(plain) && plain->text[0] != '8' &&
	    !all_equal(plain);
}

bool
rule_check_au_tfn(const struct rule_plain *plain)
{
	static const unsigned weights[] = { 1, 4, 3, 7, 5, 8, 6, 9, 10 };

	return plain->len == 9 && plain->digits && !all_equal(plain) &&
	    weighted(plain, weights, 9) % 11 == 0;
}

/* CPF: two digits, each modulo 11 over those before it. */
bool
rule_check_br_cpf(const struct rule_plain *plain)
{
	unsigned sum, check;

	if (plain->len != 11 || !plain->digits || all_equal(plain))
		return false;
	for (size_t last = 9; last < 11; last++) {
		sum = 0;
		for (size_t i = 0; i < last; i++)
			sum += (unsigned)(last + 1 - i) * digit_at(plain, i);
		check = sum * 10 % 11 % 10;
		if (check != digit_at(plain, last))
			return false;
	}
	return true;
}

/* Aadhaar: Verhoeff's check over the dihedral group of order ten. */
bool
rule_check_in_aadhaar(const struct rule_plain *plain)
{
	static const unsigned char permutation[8][10] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
		{ 1, 5, 7, 6, 2, 8, 3, 0, 9, 4 },
		{ 5, 8, 0, 3, 7, 9, 6, 1, 4, 2 },
		{ 8, 9, 1, 6, 0, 4, 3, 5, 2, 7 },
		{ 9, 4, 5, 3, 1, 2, 6, 8, 7, 0 },
		{ 4, 2, 8, 6, 5, 7, 3, 9, 0, 1 },
		{ 2, 7, 9, 3, 8, 0, 6, 4, 1, 5 },
		{ 7, 0, 4, 6, 9, 1, 3, 2, 5, 8 },
	};
	static const unsigned char product[10][10] = {
		{ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 },
		{ 1, 2, 3, 4, 0, 6, 7, 8, 9, 5 },
		{ 2, 3, 4, 0, 1, 7, 8, 9, 5, 6 },
		{ 3, 4, 0, 1, 2, 8, 9, 5, 6, 7 },
		{ 4, 0, 1, 2, 3, 9, 5, 6, 7, 8 },
		{ 5, 9, 8, 7, 6, 0, 4, 3, 2, 1 },
		{ 6, 5, 9, 8, 7, 1, 0, 4, 3, 2 },
		{ 7, 6, 5, 9, 8, 2, 1, 0, 4, 3 },
		{ 8, 7, 6, 5, 9, 3, 2, 1, 0, 4 },
		{ 9, 8, 7, 6, 5, 4, 3, 2, 1, 0 },
	};
	unsigned check = 0;

	if (plain->len != 12 || !plain->digits || plain->text[0] < '2')
		return false;
	for (size_t i = 0; i < plain->len; i++)
		check = product[check][permutation[i %
		    8][digit_at(plain, plain->len - 1 - i)]];
	return check == 0;
}

/* AHV: 756, and the check digit of an EAN-13. */
bool
rule_check_ch_ahv(const struct rule_plain *plain)
{
	static const unsigned weights[] = { 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1,
		3 };

	return plain->len == 13 && plain->digits &&
	    number(plain, 0, 3) == 756 &&
	    (10 - weighted(plain, weights, 12) % 10) % 10 ==
	    digit_at(plain, 12);
}

/* Personnummer: ten digits, or twelve with the century. */
bool
rule_check_se_personnummer(const struct rule_plain *plain)
{
	struct rule_plain ten = *plain;

	if (plain->len == 12) {
		ten.len = 10;
		memmove(ten.text, ten.text + 2, ten.len);
	}
	return ten.len == 10 && plain->digits && number(&ten, 2, 2) >= 1 &&
	    number(&ten, 2, 2) <= 12 && number(&ten, 4, 2) >= 1 &&
	    number(&ten, 4, 2) <= 91 && rule_mod10(&ten);
}

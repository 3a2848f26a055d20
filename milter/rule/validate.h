/*
 * validate.h - what a match must be besides.  Private to rule/.
 *
 * A number is found by its shape and kept only if its check digits are right,
 * which one in ten (or 97) random ones passes.  Each check is a row of the
 * table in validate.c; blanks and punctuation don't count, unless said.
 */
#ifndef RULE_VALIDATE_H
#define RULE_VALIDATE_H

#include "rule/rule.h"

#define PLAIN_MAX 64 /* letters and digits that a check looks at */

/* A match without blanks and punctuation, in capitals. */
struct rule_plain {
	char text[PLAIN_MAX];
	size_t len;
	bool digits; /* and nothing else */
};

/* False where it is longer than PLAIN_MAX. */
bool rule_plain_read(struct slice text, struct rule_plain *plain_r);

typedef bool rule_check(const struct rule_plain *plain);

/* ISO/IEC 7812-1, annex B: every second digit from the right is doubled. */
bool rule_mod10(const struct rule_plain *plain);

/* Accounts and cards: validate_bank.c. */
rule_check rule_check_luhn, rule_check_mod10, rule_check_iban, rule_check_aba;

/* National numbers of persons: validate_person.c. */
rule_check rule_check_us_ssn, rule_check_uk_nino, rule_check_es_nif,
    rule_check_fr_nir, rule_check_nl_bsn, rule_check_de_steuer_id,
    rule_check_it_codice_fiscale, rule_check_pl_pesel, rule_check_ca_sin,
    rule_check_au_tfn, rule_check_br_cpf, rule_check_in_aadhaar,
    rule_check_ch_ahv, rule_check_se_personnummer;

/* The longest run of text without blanks, quotes and the like. */
struct slice rule_longest_word(struct slice text);

/* Shannon's, in bits a character, of the longest word in text. */
double rule_entropy(struct slice text);

/* Three parts in base64url, of which the first is JSON with "alg" in it. */
bool rule_is_jwt(struct slice text);

/* The longest word's checksum: validate_secret.c. */
bool rule_is_crc32_base62(struct slice text);
bool rule_is_bech32(struct slice text);

/* Is the domain of the address in the list, or below one that is? */
bool rule_in_domains(const struct rule_list *domains, struct slice text);

#endif

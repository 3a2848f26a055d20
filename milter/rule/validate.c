/*
 * validate.c - the checks by name, and those that are about no number.
 */
#include "rule/validate.h"

#include <math.h>

#include "crypt/crypt.h"

#define ENTROPY_DEFAULT 3.0 /* bits a character */
#define ENTROPY_LENGTH 8    /* characters of a secret, at least */
#define JWT_HEADER_MAX 4096 /* bytes */

/* Those from jwt on look at the match as it stands. */
static const struct {
	const char *name;
	rule_check *check; /* NULL: by rule_valid itself */
} checks[] = {
	[RULE_VALIDATE_NONE] = { "none", NULL },
	[RULE_VALIDATE_LUHN] = { "luhn", rule_check_luhn },
	[RULE_VALIDATE_MOD10] = { "mod10", rule_check_mod10 },
	[RULE_VALIDATE_IBAN] = { "iban", rule_check_iban },
	[RULE_VALIDATE_ABA] = { "aba", rule_check_aba },
	[RULE_VALIDATE_US_SSN] = { "us-ssn", rule_check_us_ssn },
	[RULE_VALIDATE_UK_NINO] = { "uk-nino", rule_check_uk_nino },
	[RULE_VALIDATE_ES_NIF] = { "es-nif", rule_check_es_nif },
	[RULE_VALIDATE_FR_NIR] = { "fr-nir", rule_check_fr_nir },
	[RULE_VALIDATE_NL_BSN] = { "nl-bsn", rule_check_nl_bsn },
	[RULE_VALIDATE_DE_STEUER_ID] = { "de-steuer-id",
	    rule_check_de_steuer_id },
	[RULE_VALIDATE_IT_CODICE_FISCALE] = { "it-codice-fiscale",
	    rule_check_it_codice_fiscale },
	[RULE_VALIDATE_PL_PESEL] = { "pl-pesel", rule_check_pl_pesel },
	[RULE_VALIDATE_CA_SIN] = { "ca-sin", rule_check_ca_sin },
	[RULE_VALIDATE_AU_TFN] = { "au-tfn", rule_check_au_tfn },
	[RULE_VALIDATE_BR_CPF] = { "br-cpf", rule_check_br_cpf },
	[RULE_VALIDATE_IN_AADHAAR] = { "in-aadhaar", rule_check_in_aadhaar },
	[RULE_VALIDATE_CH_AHV] = { "ch-ahv", rule_check_ch_ahv },
	[RULE_VALIDATE_SE_PERSONNUMMER] = { "se-personnummer",
	    rule_check_se_personnummer },
	[RULE_VALIDATE_JWT] = { "jwt", NULL },
	[RULE_VALIDATE_CRC32_BASE62] = { "crc32-base62", NULL },
	[RULE_VALIDATE_BECH32] = { "bech32", NULL },
	[RULE_VALIDATE_ENTROPY] = { "entropy", NULL },
	[RULE_VALIDATE_EMAIL_DOMAIN] = { "email-domain", NULL },
};

#define CHECKS (sizeof(checks) / sizeof(*checks))

bool
rule_validator_find(struct slice name, enum rule_validator *validator_r)
{
	for (size_t i = RULE_VALIDATE_NONE + 1; i < CHECKS; i++)
		if (slice_equal(name, slice_cstr(checks[i].name))) {
			*validator_r = (enum rule_validator)i;
			return true;
		}
	return false;
}

const char *
rule_validator_name(enum rule_validator validator)
{
	return checks[validator].name;
}

bool
rule_plain_read(struct slice text, struct rule_plain *plain_r)
{
	plain_r->len = 0;
	plain_r->digits = true;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (!ascii_alnum(c))
			continue;
		if (plain_r->len == PLAIN_MAX)
			return false;
		plain_r->digits = plain_r->digits && ascii_digit(c);
		plain_r->text[plain_r->len++] =
		    c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
	}
	return plain_r->len > 0;
}

/* Blanks and quotes part words of a line such as key = "secret". */
static bool
parts_words(char c)
{
	return (unsigned char)c <= ' ' || c == '"' || c == '\'' || c == '`' ||
	    c == ':' || c == ',' || c == ';' || c == '<' || c == '>';
}

struct slice
rule_longest_word(struct slice text)
{
	struct slice longest = SLICE_EMPTY;
	size_t start = 0;

	for (size_t i = 0; i <= text.len; i++) {
		if (i < text.len && !parts_words(text.ptr[i]))
			continue;
		if (i - start > longest.len)
			longest = slice_sub(text, start, i - start);
		start = i + 1;
	}
	return longest;
}

double
rule_entropy(struct slice text)
{
	struct slice word = rule_longest_word(text);
	size_t count[256] = { 0 };
	double bits = 0.0, share;

	if (word.len < ENTROPY_LENGTH)
		return 0.0;
	for (size_t i = 0; i < word.len; i++)
		count[(unsigned char)word.ptr[i]]++;
	for (size_t i = 0; i < 256; i++) {
		if (count[i] == 0)
			continue;
		share = (double)count[i] / (double)word.len;
		bits -= share * log2(share);
	}
	return bits;
}

bool
rule_is_jwt(struct slice text)
{
	struct slice rest = rule_longest_word(text), header, payload, json;
	struct arena *arena;
	bool good = false;

	if (!slice_cut(&rest, '.', &header) ||
	    !slice_cut(&rest, '.', &payload) || payload.len == 0 ||
	    rest.ptr == NULL || header.len > JWT_HEADER_MAX)
		return false;
	arena = arena_new(4 * JWT_HEADER_MAX);
	if (arena == NULL)
		return true; /* nothing is let through for want of memory */
	if (crypt_base64url_decode(header, arena, &json))
		good = slice_starts(json, SLICE("{")) &&
		    slice_find(json, SLICE("\"alg\"")) != SLICE_NONE;
	arena_free(arena);
	return good;
}

bool
rule_in_domains(const struct rule_list *domains, struct slice text)
{
	size_t at = slice_rindex(text, '@');
	struct slice domain = slice_from(text, at == SLICE_NONE ? 0 : at + 1);

	for (size_t i = 0; i < domains->len; i++) {
		struct slice listed = slice_cstr(domains->items[i]);

		if (slice_equal_nocase(domain, listed) ||
		    (domain.len > listed.len &&
			domain.ptr[domain.len - listed.len - 1] == '.' &&
			slice_ends_nocase(domain, listed)))
			return true;
	}
	return false;
}

bool
rule_valid(const struct rule *rule, struct slice text)
{
	struct rule_plain plain;

	switch (rule->validate) {
	case RULE_VALIDATE_NONE:
		return true;
	case RULE_VALIDATE_JWT:
		return rule_is_jwt(text);
	case RULE_VALIDATE_CRC32_BASE62:
		return rule_is_crc32_base62(text);
	case RULE_VALIDATE_BECH32:
		return rule_is_bech32(text);
	case RULE_VALIDATE_ENTROPY:
		return rule_entropy(text) >=
		    (rule->entropy > 0.0 ? rule->entropy : ENTROPY_DEFAULT);
	case RULE_VALIDATE_EMAIL_DOMAIN:
		return rule_in_domains(&rule->domains, text);
	default:
		return rule_plain_read(text, &plain) &&
		    checks[rule->validate].check(&plain);
	}
}

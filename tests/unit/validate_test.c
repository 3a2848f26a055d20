/*
 * What a match must be besides: each check by name, with numbers that are
 * published as good (by the authorities, in test sets, in the standards), and
 * with ones that are wrong by a digit, a length or a range.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rule/rule.h"

static const struct {
	const char *check, *text;
	bool valid;
} rows[] = {
	/* the card schemes' test numbers */
	{ "luhn", "4111 1111 1111 1111", true },
	{ "luhn", "4111-1111-1111-1112", false },
	{ "luhn", "4222222222222", true },
	{ "luhn", "5555 5555 5555 4444", true },
	{ "luhn", "2223003122003222", true },
	{ "luhn", "378282246310005", true },
	{ "luhn", "30569309025904", true },
	{ "luhn", "6011111111111117", true },
	{ "luhn", "3530111333300000", true },
	{ "luhn", "6304000000000000", false },
	{ "luhn", "0000 0000 0000 0000", false },
	{ "luhn", "1234 5678 9012 3452", false }, /* no issuer's */
	{ "luhn", "37828224631000", false },      /* too short for one */
	{ "luhn", "18", false },
	{ "luhn", "", false },
	{ "mod10", "79927398713", true },
	{ "mod10", "1234 5678 9012 3452", true },
	{ "mod10", "79927398710", false },
	{ "mod10", "000", false },
	/* ISO 13616's registry */
	{ "iban", "DE89 3704 0044 0532 0130 00", true },
	{ "iban", "gb82west12345698765432", true },
	{ "iban", "FR14 2004 1010 0505 0001 3M02 606", true },
	{ "iban", "NO93 8601 1117 947", true },
	{ "iban", "MT84 MALT 0110 0001 2345 MTLC AST0 01S", true },
	{ "iban", "DE89 3704 0044 0532 0130 01", false },
	{ "iban", "DE89 3704 0044 0532 0130 0", false },
	{ "iban", "XX89 3704 0044 0532 0130 00", false },
	{ "iban", "8937040044053201", false },
	{ "iban", "DE", false },
	{ "aba", "021000021", true },
	{ "aba", "111000025", true },
	{ "aba", "021000022", false },
	{ "aba", "991000021", false },
	{ "aba", "000000000", false },
	{ "us-ssn", "536-90-4399", true },
	{ "us-ssn", "078-05-1120", false },
	{ "us-ssn", "000-12-3456", false },
	{ "us-ssn", "666-12-3456", false },
	{ "us-ssn", "912-12-3456", false },
	{ "us-ssn", "123-00-4567", false },
	{ "us-ssn", "123-45-0000", false },
	{ "uk-nino", "AB 12 34 56 C", true },
	{ "uk-nino", "QQ 12 34 56 C", false },
	{ "uk-nino", "GB123456A", false },
	{ "uk-nino", "AB123456E", false },
	{ "es-nif", "12345678Z", true },
	{ "es-nif", "X1234567L", true },
	{ "es-nif", "12345678A", false },
	{ "fr-nir", "2 55 08 14 168 025 38", true },
	{ "fr-nir", "2 55 08 14 168 025 39", false },
	{ "fr-nir", "3 55 08 14 168 025 38", false },
	{ "nl-bsn", "111222333", true },
	{ "nl-bsn", "123456782", true },
	{ "nl-bsn", "123456789", false },
	{ "nl-bsn", "000000000", false },
	{ "de-steuer-id", "86 095 742 719", true },
	{ "de-steuer-id", "47036892816", true },
	{ "de-steuer-id", "65929970489", true },
	{ "de-steuer-id", "86095742718", false },
	{ "de-steuer-id", "12345678901", false },
	{ "it-codice-fiscale", "RSSMRA85T10A562S", true },
	{ "it-codice-fiscale", "RSSMRA85T10A562T", false },
	{ "pl-pesel", "44051401359", true },
	{ "pl-pesel", "44051401358", false },
	{ "ca-sin", "046 454 286", true },
	{ "ca-sin", "046 454 287", false },
	{ "au-tfn", "123 456 782", true },
	{ "au-tfn", "123 456 783", false },
	{ "br-cpf", "111.444.777-35", true },
	{ "br-cpf", "111.444.777-36", false },
	{ "br-cpf", "111.111.111-11", false },
	{ "in-aadhaar", "9999 4105 7058", true },
	{ "in-aadhaar", "9999 4105 7059", false },
	{ "in-aadhaar", "9999 4150 7058", false },
	{ "ch-ahv", "756.9217.0769.85", true },
	{ "ch-ahv", "756.9217.0769.84", false },
	{ "se-personnummer", "811218-9876", true },
	{ "se-personnummer", "19811218-9876", true },
	{ "se-personnummer", "811218-9877", false },
	/* RFC 7519, section 3.1 */
	{ "jwt",
	    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
	    "eyJpc3MiOiJqb2UifQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	    true },
	{ "jwt", "token: eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UifQ.", true },
	{ "jwt", "www.corp.example", false },
	{ "jwt", "eyJhIjoxfQ.eyJpc3MiOiJqb2UifQ.x", false },
	{ "jwt", "eyJhbGciOiJub25lIn0", false },
	/* the example of the format's description, and made-up ones */
	{ "crc32-base62", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq17", true },
	{ "crc32-base62", "token: x_EXAMPLEexample0123456789EXAMPL1hK6v3",
	    true },
	{ "crc32-base62", "x_EXAMPLEexample0123456789EXAMPL1hK6vx", false },
	{ "crc32-base62", "x_EXAMPLEexample0123456789EXAMPL1hK6v-", false },
	{ "crc32-base62", "x_zzzzzz", false },
	{ "crc32-base62", "x_", false },
	/* BIP 173's test vectors */
	{ "bech32", "A12UEL5L", true },
	{ "bech32", "a12uel5l", true },
	{ "bech32",
	    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
	    true },
	{ "bech32",
	    "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3x",
	    false },
	{ "bech32", "A12uEL5L", false },
	{ "bech32", "10a06t8", false },
	{ "bech32", "x1b4n0q5v", false },
	{ "bech32", "li1dgmt3", false },
	{ "bech32", "pzry9x0s0muk", false },
	{ "bech32",
	    "an84characterslonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1569pvx",
	    false },
	{ "entropy", "api_key = \"q8Zr2LwX0vTn5YbK\"", true },
	{ "entropy", "password: changemechange", false },
	{ "entropy", "aaaaaaaaaaaaaaaaaaaaaa", false },
	{ "entropy", "x7Q", false },
};

static void
test_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct rule rule = { .validate = RULE_VALIDATE_NONE };

		assert_true(rule_validator_find(
		    slice_cstr(rows[i].check), &rule.validate));
		assert_string_equal(
		    rule_validator_name(rule.validate), rows[i].check);
		if (rule_valid(&rule, slice_cstr(rows[i].text)) !=
		    rows[i].valid)
			fail_msg("%s: \"%s\" is%s valid", rows[i].check,
			    rows[i].text, rows[i].valid ? " not" : "");
	}
}

/* Any number may be anything: no check reads past its end. */
static void
test_every_length(void **state)
{
	static const char *const fills = "0123456789AZaz .-";
	char text[80];

	(void)state;
	for (int v = RULE_VALIDATE_NONE; v <= RULE_VALIDATE_EMAIL_DOMAIN; v++)
		for (size_t len = 0; len < sizeof(text); len++)
			for (const char *c = fills; *c != '\0'; c++) {
				struct rule rule = {
					.validate = (enum rule_validator)v
				};

				memset(text, *c, len);
				(void)rule_valid(&rule, slice_make(text, len));
			}
}

static void
test_parameters(void **state)
{
	static const char *const domains[] = { "gmail.example",
		"mail.example" };
	struct rule rule = { .validate = RULE_VALIDATE_EMAIL_DOMAIN,
		.domains = { domains, 2 } };
	enum rule_validator validator;

	(void)state;
	assert_true(rule_valid(&rule, SLICE("ana@Gmail.example")));
	assert_true(rule_valid(&rule, SLICE("ana@eu.mail.example")));
	assert_false(rule_valid(&rule, SLICE("ana@hotmail.example")));
	assert_false(rule_valid(&rule, SLICE("ana@corp.example")));
	rule.validate = RULE_VALIDATE_ENTROPY;
	rule.entropy = 4.5;
	assert_false(rule_valid(&rule, SLICE("q8Zr2LwX0vTn5YbK")));
	rule.entropy = 2.0;
	assert_true(rule_valid(&rule, SLICE("changemechange")));
	assert_false(rule_validator_find(SLICE("none"), &validator));
	assert_false(rule_validator_find(SLICE(""), &validator));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_checks),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_parameters),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}

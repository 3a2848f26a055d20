SRCS += milter/rule/compiled.c milter/rule/compiled_folder.c \
	milter/rule/exact_build.c milter/rule/exact_hash.c \
	milter/rule/exact_index.c milter/rule/exact_words.c milter/rule/match.c \
	milter/rule/name_forms.c milter/rule/name_words.c milter/rule/names.c \
	milter/rule/pack.c milter/rule/pack_rule.c \
	milter/rule/pack_value.c milter/rule/pattern.c \
	milter/rule/prefilter.c milter/rule/rough.c milter/rule/rule.c milter/rule/ruleset.c \
	milter/rule/validate.c milter/rule/validate_bank.c \
	milter/rule/validate_person.c milter/rule/validate_secret.c milter/rule/words.c

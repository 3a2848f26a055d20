/*
 * Any bytes as the configuration: errors with places, or settings that hold.
 */
#include <assert.h>
#include <stdint.h>

#include "config/agent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct agent_traits traits = { SLICE("cowork@corp.example"),
		SLICE("127.0.0.1"), SLICE("a@corp.example") };
	const struct settings_agent *agent;
	struct settings *settings;
	struct diag_list diags;
	enum status status;

	diag_init(&diags);
	status = settings_load_text(
	    "f", slice_make((const char *)data, size), &diags, &settings, NULL);
	assert((status == STATUS_OK) == (settings != NULL));
	assert((status == STATUS_CONFIG) == (diags.errors > 0));
	if (settings != NULL) {
		assert(settings->listen != NULL && settings->database != NULL);
		assert(settings->keys != NULL);
		assert(settings->inject_host != NULL);
		assert(settings->unknown_tier < settings->ntiers);
		for (size_t i = 0; i < settings->ntiers; i++)
			assert(settings->tiers[i].name != NULL);
		for (size_t i = 0; i < settings->nlimits; i++)
			assert(settings->limits[i].in > 0);
		(void)agent_find(settings, &traits, &agent);
	}
	settings_unref(settings);
	diag_free(&diags);
	return 0;
}

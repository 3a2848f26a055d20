SRCS += milter/config/agent.c milter/config/network.c \
	milter/config/settings.c milter/config/settings_address.c \
	milter/config/settings_check.c milter/config/settings_group.c \
	milter/config/settings_kind.c milter/config/settings_list.c \
	milter/config/settings_print.c milter/config/settings_table.c \
	milter/config/yaml.c milter/config/yaml_keys.c \
	milter/config/yaml_value.c

EXTRACT_SRCS += $(filter-out milter/extract/main.c,\
	$(wildcard milter/extract/*.c))

SRCS += milter/find/ask.c milter/find/exact.c milter/find/example.c \
	milter/find/excerpt.c milter/find/find.c \
	milter/find/headers.c milter/find/judge.c milter/find/others.c \
	milter/find/miss.c milter/find/owned.c

SRCS += milter/mta/deliver.c \
	milter/mta/event.c \
	milter/mta/listen.c \
	milter/mta/local.c \
	milter/mta/reply.c \
	milter/mta/serve.c \
	milter/mta/session.c \
	milter/mta/version.c

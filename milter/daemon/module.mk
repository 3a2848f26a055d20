DAEMON_SRCS += milter/daemon/detach.c \
	milter/daemon/identity.c \
	milter/daemon/reload.c \
	milter/daemon/signals.c

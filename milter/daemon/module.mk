SRCS += milter/daemon/places.c
DAEMON_SRCS += milter/daemon/control.c \
	milter/daemon/detach.c \
	milter/daemon/identity.c \
	milter/daemon/notify.c \
	milter/daemon/peer.c \
	milter/daemon/reload.c \
	milter/daemon/signals.c

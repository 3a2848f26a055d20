SRCS += \
	milter/base/arena.c \
	milter/base/buf.c \
	milter/base/clock.c \
	milter/base/diag.c \
	milter/base/hex.c \
	milter/base/id.c \
	milter/base/log.c \
	milter/base/mem.c \
	milter/base/record.c \
	milter/base/request.c \
	milter/base/sibling.c \
	milter/base/slice.c \
	milter/base/spawn.c \
	milter/base/stats.c \
	milter/base/status.c \
	milter/base/thread.c \
	milter/base/utf8.c \
	milter/base/vec.c \
	milter/base/write.c

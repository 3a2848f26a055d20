SRCS += \
	milter/policy/applies.c \
	milter/policy/cause.c \
	milter/policy/decide.c \
	milter/policy/evaluate.c \
	milter/policy/explain.c \
	milter/policy/feedback.c \
	milter/policy/kill.c \
	milter/policy/ladder.c \
	milter/policy/metadata.c \
	milter/policy/recast.c \
	milter/policy/reply.c \
	milter/policy/score.c \
	milter/policy/tier.c \
	milter/policy/trip.c

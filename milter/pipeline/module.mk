SRCS += milter/pipeline/answer.c \
	milter/pipeline/checkpoints.c \
	milter/pipeline/data.c \
	milter/pipeline/extract.c \
	milter/pipeline/fail.c \
	milter/pipeline/hand_out.c \
	milter/pipeline/handler.c \
	milter/pipeline/helper.c \
	milter/pipeline/inspect.c \
	milter/pipeline/kept.c \
	milter/pipeline/limits.c \
	milter/pipeline/pipeline.c \
	milter/pipeline/record.c \
	milter/pipeline/reports.c \
	milter/pipeline/settle.c \
	milter/pipeline/snapshot.c \
	milter/pipeline/state.c \
	milter/pipeline/template.c \
	milter/pipeline/trips.c \
	milter/pipeline/watch.c

SRCS += \
	milter/message/assemble.c \
	milter/message/base64.c \
	milter/message/defect.c \
	milter/message/delimiter.c \
	milter/message/encoding.c \
	milter/message/envelope.c \
	milter/message/field.c \
	milter/message/header.c \
	milter/message/leaf.c \
	milter/message/leaves.c \
	milter/message/line.c \
	milter/message/number.c \
	milter/message/params.c \
	milter/message/part.c \
	milter/message/pass.c \
	milter/message/qp.c \
	milter/message/segments.c \
	milter/message/uu.c \
	milter/message/walk.c \
	milter/message/ways.c

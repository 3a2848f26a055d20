SRCS += milter/text/attach.c milter/text/charset.c milter/text/charset_label.c \
	milter/text/confusable.c milter/text/convert.c \
	milter/text/element.c milter/text/encoded_word.c \
	milter/text/fold.c milter/text/header.c milter/text/html.c \
	milter/text/html_declaration.c milter/text/html_doctype.c \
	milter/text/html_entities.c milter/text/html_reference.c \
	milter/text/html_tag.c milter/text/html_text.c \
	milter/text/kind.c milter/text/leaf.c milter/text/link.c \
	milter/text/map.c milter/text/markup.c milter/text/plain.c milter/text/style.c \
	milter/text/view.c milter/text/visible.c \
	milter/text/windows_1252.c

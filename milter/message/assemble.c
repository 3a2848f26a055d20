/*
 * assemble.c - a message's bytes put together from the milter's events, and
 * header fields taken out of them again.
 */
#include "message/assemble.h"
#include "message/header.h"
#include "message/line.h"

void
assembly_init(struct assembly *assembly, size_t ceiling)
{
	*assembly = (struct assembly){ 0 };
	buf_init(&assembly->bytes, ceiling);
}

void
assembly_free(struct assembly *assembly)
{
	size_t ceiling = assembly->bytes.max;

	buf_free_wiped(&assembly->bytes);
	assembly_init(assembly, ceiling);
}

void
assembly_clear(struct assembly *assembly)
{
	buf_clear(&assembly->bytes);
	assembly->header_end = 0;
	assembly->in_body = false;
	assembly->cut = false;
}

static enum status
assembly_add(struct assembly *assembly, struct slice bytes)
{
	size_t room = assembly->bytes.max - assembly->bytes.len;

	if (assembly->cut)
		return STATUS_OK;
	if (bytes.len > room) {
		assembly->cut = true;
		bytes = slice_sub(bytes, 0, room);
	}
	return buf_add(&assembly->bytes, bytes) ? STATUS_OK : STATUS_NOMEM;
}

/*
 * Adds value with every line end in it, CRLF or LF, made CRLF.  One at its
 * very end is left out: it would end the header.
 */
static enum status
assembly_value(struct assembly *assembly, struct slice value)
{
	struct message_line line;
	enum status status = STATUS_OK;

	for (size_t pos = 0;
	     message_line_at(value, pos, &line) && status == STATUS_OK;
	     pos = line.next) {
		status = assembly_add(assembly, line.text);
		if (status == STATUS_OK && line.next < value.len)
			status = assembly_add(assembly, SLICE("\r\n"));
	}
	return status;
}

enum status
assembly_field(struct assembly *assembly, struct slice name, struct slice value)
{
	enum status status = assembly_add(assembly, name);

	if (status == STATUS_OK)
		status = assembly_add(assembly, SLICE(":"));
	if (status == STATUS_OK)
		status = assembly_value(assembly, value);
	if (status == STATUS_OK)
		status = assembly_add(assembly, SLICE("\r\n"));
	return status;
}

enum status
assembly_end(struct assembly *assembly)
{
	if (assembly->in_body)
		return STATUS_OK;
	assembly->in_body = true;
	assembly->header_end = assembly->bytes.len;
	return assembly_add(assembly, SLICE("\r\n"));
}

enum status
assembly_body(struct assembly *assembly, struct slice chunk)
{
	enum status status = assembly_end(assembly);

	return status == STATUS_OK ? assembly_add(assembly, chunk) : status;
}

enum status
assembly_strip(
    struct slice raw, bool (*drop)(struct slice name), struct buf *out)
{
	struct message_line line;
	size_t from = 0, pos = 0; /* from: what is not copied yet */
	bool dropping = false;

	for (; message_line_at(raw, pos, &line); pos = line.next) {
		struct slice name;
		bool drops;

		if (line.text.len == 0)
			break;
		if (message_header_folds(line.text))
			continue;
		drops = message_header_name(line.text, &name) && drop(name);
		if (drops && !dropping)
			buf_add(out, slice_sub(raw, from, pos - from));
		if (!drops && dropping)
			from = pos;
		dropping = drops;
	}
	if (dropping)
		from = pos;
	buf_add(out, slice_from(raw, from));
	return buf_failed(out) ? STATUS_NOMEM : STATUS_OK;
}

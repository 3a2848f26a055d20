/*
 * settings_address.c - keys that say where to listen and where to deliver.
 *
 * libmilter would find a bad address only when it starts; here it is said with
 * its place.
 */
#include <string.h>
#include <sys/un.h>

#include "config/settings_parse.h"

#define PORT_MAX 65535
#define HOST_LEN_MAX 255

static bool
parse_port(struct slice text, unsigned *port_r)
{
	unsigned port = 0;

	if (text.len == 0 || text.len > 5)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (!ascii_digit(text.ptr[i]))
			return false;
		port = port * 10 + (unsigned)(text.ptr[i] - '0');
	}
	*port_r = port;
	return port > 0 && port <= PORT_MAX;
}

/* A host name or address: nothing that a shell, log or socket would mind. */
static bool
host_good(struct slice host)
{
	if (host.len == 0 || host.len > HOST_LEN_MAX)
		return false;
	for (size_t i = 0; i < host.len; i++)
		if (!ascii_alnum(host.ptr[i]) &&
		    (host.ptr[i] == '\0' ||
			strchr(".-_:%", host.ptr[i]) == NULL))
			return false;
	return true;
}

/* "unix:PATH" with the path made whole, or NULL after saying what is wrong. */
static const char *
unix_address(struct settings_parse *parse, const struct yaml_node *node,
    const char *path)
{
	const char *whole = settings_path(parse, path), *address;

	if (whole == NULL)
		return NULL;
	if (*path == '\0' ||
	    strlen(whole) >= sizeof(((struct sockaddr_un *)NULL)->sun_path)) {
		diag_error(parse->diags, yaml_place(node),
		    "a socket's path has 1 to %zu bytes",
		    sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1);
		return NULL;
	}
	address = arena_printf(parse->arena, "unix:%s", whole);
	if (address == NULL)
		parse->nomem = true;
	return address;
}

/* "PORT@HOST" */
static bool
inet_good(struct slice text)
{
	struct slice port;
	unsigned number;

	return slice_cut(&text, '@', &port) && text.ptr != NULL &&
	    parse_port(port, &number) && host_good(text);
}

void
settings_take_listen(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	const char **listen = (void *)((char *)object + row->offset);
	const char *text = settings_scalar(parse, node, row->name);
	struct slice s = slice_cstr(text);

	if (text == NULL)
		return;
	if (slice_starts(s, SLICE("unix:")))
		*listen = unix_address(parse, node, text + 5);
	else if (slice_starts(s, SLICE("local:")))
		*listen = unix_address(parse, node, text + 6);
	else if ((slice_starts(s, SLICE("inet:")) &&
		     inet_good(slice_from(s, 5))) ||
	    (slice_starts(s, SLICE("inet6:")) && inet_good(slice_from(s, 6))))
		*listen = text;
	else
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected unix:/PATH, inet:PORT@HOST or "
		    "inet6:PORT@HOST",
		    row->name);
}

void
settings_take_control(struct settings_parse *parse,
    const struct yaml_node *node, const struct settings_row *row, void *object)
{
	const char **control = (void *)((char *)object + row->offset);
	const char *text = settings_scalar(parse, node, row->name);

	if (text == NULL)
		return;
	if (slice_starts(slice_cstr(text), SLICE("unix:")))
		*control = unix_address(parse, node, text + 5);
	else
		diag_error(parse->diags, yaml_place(node),
		    "%s: expected unix:/PATH", row->name);
}

/* "HOST", "HOST:PORT", "[V6]" or "[V6]:PORT" */
static bool
split_host(struct slice text, struct slice *host_r, unsigned *port_r)
{
	struct slice rest;
	size_t close;

	*port_r = 25;
	if (slice_starts(text, SLICE("["))) {
		close = slice_index(text, ']');
		if (close == SLICE_NONE)
			return false;
		*host_r = slice_sub(text, 1, close - 1);
		rest = slice_from(text, close + 1);
		if (slice_index(*host_r, ':') == SLICE_NONE)
			return false;
	} else {
		*host_r = slice_sub(text, 0, slice_index(text, ':'));
		rest = slice_from(text, host_r->len);
	}
	if (!host_good(*host_r))
		return false;
	return rest.len == 0 ||
	    (*rest.ptr == ':' && parse_port(slice_from(rest, 1), port_r));
}

void
settings_take_inject(struct settings_parse *parse, const struct yaml_node *node,
    const struct settings_row *row, void *object)
{
	struct settings *settings = object;
	struct slice text = node->text, host;

	if (node->kind == YAML_SCALAR &&
	    slice_starts_nocase(text, SLICE("smtp://"))) {
		text = slice_from(text, 7);
		if (slice_ends_nocase(text, SLICE("/")))
			text = slice_sub(text, 0, text.len - 1);
		if (split_host(text, &host, &settings->inject_port)) {
			settings->inject_host = arena_cstr(parse->arena, host);
			parse->nomem |= settings->inject_host == NULL;
			return;
		}
	}
	diag_error(parse->diags, yaml_place(node),
	    "%s: expected smtp://HOST:PORT, an IPv6 address in brackets",
	    row->name);
}

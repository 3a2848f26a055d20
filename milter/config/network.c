/*
 * network.c - networks of client addresses.
 *
 * An IPv4 address written as IPv6 (::ffff:192.0.2.1), and Postfix's "IPv6:"
 * before an address, are the address that they stand for.
 */
#include <arpa/inet.h>
#include <string.h>

#include "config/settings_parse.h"

static const unsigned char v4_mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff,
	0xff };

static bool
parse_address(struct slice text, unsigned char bytes[16], bool *ipv6_r)
{
	char name[INET6_ADDRSTRLEN];

	if (slice_starts_nocase(text, SLICE("IPv6:")))
		text = slice_from(text, 5);
	if (text.len == 0 || text.len >= sizeof(name) ||
	    slice_index(text, '\0') != SLICE_NONE)
		return false;
	memcpy(name, text.ptr, text.len);
	name[text.len] = '\0';
	memset(bytes, 0, 16);
	*ipv6_r = false;
	if (inet_pton(AF_INET, name, bytes) == 1)
		return true;
	if (inet_pton(AF_INET6, name, bytes) != 1)
		return false;
	*ipv6_r = true;
	if (memcmp(bytes, v4_mapped, sizeof(v4_mapped)) == 0) {
		memmove(bytes, bytes + 12, 4);
		memset(bytes + 4, 0, 12);
		*ipv6_r = false;
	}
	return true;
}

/* Clears what lies beyond the prefix; true if there was nothing. */
static bool
mask_address(unsigned char bytes[16], unsigned prefix)
{
	bool clean = true;

	for (unsigned i = 0; i < 16; i++) {
		unsigned keep = prefix > i * 8 ? prefix - i * 8 : 0;
		unsigned mask = keep >= 8 ? 0xff : (0xff00u >> keep) & 0xff;
		unsigned kept = bytes[i] & mask;

		clean = clean && kept == bytes[i];
		bytes[i] = (unsigned char)kept;
	}
	return clean;
}

bool
settings_network_parse(
    struct slice text, struct settings_network *network_r, bool *clean_r)
{
	struct slice rest, address;
	unsigned widest, prefix = 0;
	size_t slash = slice_index(text, '/');

	address = slice_sub(text, 0, slash);
	rest = slash == SLICE_NONE ? SLICE_EMPTY : slice_from(text, slash + 1);
	if (!parse_address(address, network_r->bytes, &network_r->ipv6))
		return false;
	widest = network_r->ipv6 ? 128 : 32;
	if (slash == SLICE_NONE) {
		network_r->prefix = widest;
		*clean_r = true;
		return true;
	}
	if (rest.len == 0 || rest.len > 3)
		return false;
	for (size_t i = 0; i < rest.len; i++) {
		if (!ascii_digit(rest.ptr[i]))
			return false;
		prefix = prefix * 10 + (unsigned)(rest.ptr[i] - '0');
	}
	network_r->prefix = prefix;
	*clean_r = mask_address(network_r->bytes, prefix);
	return prefix <= widest;
}

bool
settings_network_match(
    const struct settings_network *networks, size_t n, struct slice address)
{
	unsigned char bytes[16], masked[16];
	bool ipv6;

	if (!parse_address(address, bytes, &ipv6))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (networks[i].ipv6 != ipv6)
			continue;
		memcpy(masked, bytes, sizeof(masked));
		(void)mask_address(masked, networks[i].prefix);
		if (memcmp(masked, networks[i].bytes, sizeof(masked)) == 0)
			return true;
	}
	return false;
}

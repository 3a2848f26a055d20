SRCS += milter/crypt/base64url.c milter/crypt/blocks.c \
	milter/crypt/ed25519.c milter/crypt/hash.c \
	milter/crypt/secret.c milter/crypt/signer.c

SRCS += milter/crypt/base64.c milter/crypt/base64url.c \
	milter/crypt/blocks.c milter/crypt/checkpoint.c \
	milter/crypt/ed25519.c milter/crypt/hash.c \
	milter/crypt/merkle.c milter/crypt/merkle_proof.c \
	milter/crypt/note.c milter/crypt/secret.c milter/crypt/signer.c

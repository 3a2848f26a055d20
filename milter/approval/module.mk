SRCS += milter/approval/digest.c milter/approval/extract.c \
	milter/approval/file.c milter/approval/glob.c milter/approval/json.c \
	milter/approval/jwk.c milter/approval/jwks.c milter/approval/keyring.c \
	milter/approval/keys.c milter/approval/mint.c \
	milter/approval/plaintext.c milter/approval/rewrite.c \
	milter/approval/result.c milter/approval/token.c

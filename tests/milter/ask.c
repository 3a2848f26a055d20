/*
 * ask.c - any bytes on the control socket: "ask SOCKET FILES" sends what comes
 * by standard input in one packet, with so many descriptors, and prints the
 * answer: "answer E 0", or "answer none".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define FILES_MAX 100

static char bytes[1 << 20];

static int
connect_to(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_SEQPACKET, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return -1;
	memcpy(address.sun_path, path, strlen(path) + 1);
	return connect(fd, (const struct sockaddr *)&address,
		   sizeof(address)) == 0 ?
	    fd :
	    -1;
}

static ssize_t
send_with(int fd, size_t len, size_t nfiles)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(FILES_MAX * sizeof(int))];
	} control;
	struct iovec iov = { bytes, len };
	struct msghdr message = { .msg_iov = &iov, .msg_iovlen = 1 };
	struct cmsghdr *files;
	int list[FILES_MAX];

	memset(&control, 0, sizeof(control));
	for (size_t i = 0; i < nfiles; i++)
		list[i] = i < 3 ? (int)i : 1;
	if (nfiles > 0) {
		message.msg_control = &control;
		message.msg_controllen = CMSG_SPACE(nfiles * sizeof(int));
		files = CMSG_FIRSTHDR(&message);
		files->cmsg_level = SOL_SOCKET;
		files->cmsg_type = SCM_RIGHTS;
		files->cmsg_len = CMSG_LEN(nfiles * sizeof(int));
		memcpy(CMSG_DATA(files), list, nfiles * sizeof(int));
	}
	return sendmsg(fd, &message, MSG_NOSIGNAL);
}

int
main(int argc, char **argv)
{
	unsigned char answer[2];
	size_t nfiles = argc > 2 ? strtoul(argv[2], NULL, 10) : 3;
	size_t len;
	ssize_t n;
	int fd = argc > 1 ? connect_to(argv[1]) : -1;

	if (fd < 0 || nfiles > FILES_MAX) {
		perror("ask");
		return 2;
	}
	len = fread(bytes, 1, sizeof(bytes), stdin);
	if (send_with(fd, len, nfiles) < 0)
		perror("ask: send");
	n = recv(fd, answer, sizeof(answer), 0);
	if (n < 0) /* gone before it read all: its answer is still there */
		n = recv(fd, answer, sizeof(answer), 0);
	if (n == 2)
		(void)printf("answer %c %d\n", answer[0], answer[1]);
	else
		(void)printf("answer none\n");
	return 0;
}

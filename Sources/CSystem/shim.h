#pragma once
// Linux calls that Swift's Glibc module lacks: their headers are not part of it.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>

/// pthread_setname_np is declared only under _GNU_SOURCE, which a Clang module cannot set for itself; this names the
/// calling thread, cut to 15 bytes. https://man7.org/linux/man-pages/man2/PR_SET_NAME.2const.html
static inline int emend_name_this_thread(const char *name) { return prctl(PR_SET_NAME, name, 0, 0, 0); }

/// O_PATH is declared only under _GNU_SOURCE; the value is the kernel's. https://man7.org/linux/man-pages/man2/open.2.html
static const int EMEND_O_PATH = 010000000;

/// The flags are an enum in C, which Swift imports as a type of its own. https://man7.org/linux/man-pages/man2/eventfd.2.html
static inline int emend_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// The socket type is an enum in C, which Swift imports as a type of its own.
static inline int emend_stream_socket(int family) { return socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0); }

/// sockaddr_storage and ntohs (a macro) are awkward from Swift; the port a socket is bound to, -1 for other families.
static inline int emend_bound_port(int socket_number) {
    struct sockaddr_storage address;
    socklen_t length = sizeof address;
    if (getsockname(socket_number, (struct sockaddr *) &address, &length) != 0) return -1;
    if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *) &address)->sin_port);
    if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *) &address)->sin6_port);
    return -1;
}

#pragma once
// https://www.gnu.org/software/libmicrohttpd/manual/libmicrohttpd.html
#include <microhttpd.h>
#include <sys/types.h>

/// MHD_start_daemon is variadic, which Swift cannot call; this fixes the options that the listener uses.
/// No flag asks for a thread: the caller's loop polls the epoll descriptor and calls MHD_run. Errors are not logged,
/// since the library's texts may quote the request. The memory of a connection bounds the head of a request; the library
/// clears all of it after each one, so it is half of what it takes by default.
/// What the library cannot parse it answers by itself and closes the connection; no option forbids that. Release 0.9.75
/// writes the status line and the fields of such an answer twice where `Host` is missing or `Content-Length` is no
/// number, so that the second one stands in the body: ugly, but the first is right and nothing follows it.
static inline struct MHD_Daemon *emend_mhd_start(
    int listening_socket, unsigned int connection_limit, MHD_AccessHandlerCallback handle,
    void *(*request_line)(void *, const char *, struct MHD_Connection *), MHD_RequestCompletedCallback completed,
    MHD_NotifyConnectionCallback connection_changed, void *context) {
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, context,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket) listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, connection_limit,
        MHD_OPTION_CONNECTION_TIMEOUT, 0u,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) 16384,
        MHD_OPTION_STRICT_FOR_CLIENT, 1,
        MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1,
        MHD_OPTION_URI_LOG_CALLBACK, request_line, context,
        MHD_OPTION_NOTIFY_COMPLETED, completed, context,
        MHD_OPTION_NOTIFY_CONNECTION, connection_changed, context,
        MHD_OPTION_END);
}

/// MHD_get_daemon_info is variadic. -1 when the library gives no descriptor.
static inline int emend_mhd_epoll_descriptor(struct MHD_Daemon *daemon) {
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

/// MHD_get_connection_info is variadic. -1 when the library gives no descriptor.
static inline int emend_mhd_socket(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// MHD_get_connection_info is variadic. The pointer that the connection callback stored.
static inline void *emend_mhd_socket_context(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// MHD_get_connection_info is variadic. Bytes of the request line and the header section, with the empty line at the end.
static inline size_t emend_mhd_head_size(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

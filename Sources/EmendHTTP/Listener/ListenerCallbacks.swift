import CMicroHTTPD
import Glibc

// The functions that libmicrohttpd calls: each recovers the object behind the pointer and calls one method.
// The loop outlives the daemon; a connection is retained from its start to its end, a request from its first line until
// the library reports it completed. https://www.gnu.org/software/libmicrohttpd/manual/libmicrohttpd.html

private func object<Object: AnyObject>(_ pointer: UnsafeMutableRawPointer?, as _: Object.Type) -> Object? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe Unmanaged<Object>.fromOpaque(pointer).takeUnretainedValue()
}

func connectionCallback(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?,
    _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ change: MHD_ConnectionNotificationCode
) {
    guard let loop = unsafe object(context, as: ListenerLoop.self), let connection = unsafe connection,
        let stored = unsafe stored
    else { return }
    if change == .CONNECTION_NOTIFY_STARTED {
        let state = unsafe loop.connectionStarted(emend_mhd_socket(connection))
        unsafe stored.pointee = unsafe Unmanaged.passRetained(state).toOpaque()
    } else if let pointer = unsafe stored.pointee {
        unsafe loop.connectionEnded(Unmanaged<ConnectionState>.fromOpaque(pointer).takeRetainedValue())
        unsafe stored.pointee = nil
    }
}

func requestLineCallback(
    _ context: UnsafeMutableRawPointer?, _ target: UnsafePointer<CChar>?, _ connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
    guard let loop = unsafe object(context, as: ListenerLoop.self), let connection = unsafe connection,
        let target = unsafe target,
        let state = unsafe object(emend_mhd_socket_context(connection), as: ConnectionState.self)
    else { return nil }
    let request = unsafe loop.requestStarted(
        on: state, target: String(cString: target), place: HeadLayout.range(target, strlen(target)))
    return unsafe Unmanaged.passRetained(request).toOpaque()
}

func accessCallback(
    _ context: UnsafeMutableRawPointer?, _ connection: OpaquePointer?, _: UnsafePointer<CChar>?,
    _ method: UnsafePointer<CChar>?, _ version: UnsafePointer<CChar>?, _ bytes: UnsafePointer<CChar>?,
    _ count: UnsafeMutablePointer<Int>?, _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
    guard let loop = unsafe object(context, as: ListenerLoop.self),
        let connection = unsafe connection, let method = unsafe method, let version = unsafe version,
        let count = unsafe count,
        let request = unsafe object(stored?.pointee, as: RequestState.self)
    else { return .NO }
    if case .head = request.stage {
        let line = unsafe RequestLine(method: method, target: request.place, version: version, connection)
        return loop.began(request, line)
    }
    guard unsafe count.pointee > 0 else { return unsafe loop.proceed(request, connection) }
    let result = unsafe loop.received(UnsafeRawBufferPointer(start: bytes, count: count.pointee), of: request)
    unsafe count.pointee = 0
    return result
}

func completedCallback(
    _ context: UnsafeMutableRawPointer?, _: OpaquePointer?, _ stored: UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
    _ code: MHD_RequestTerminationCode
) {
    guard let loop = unsafe object(context, as: ListenerLoop.self), let stored = unsafe stored,
        let pointer = unsafe stored.pointee
    else { return }
    unsafe stored.pointee = nil
    let request = unsafe Unmanaged<RequestState>.fromOpaque(pointer).takeRetainedValue()
    loop.requestEnded(
        request, byLibrary: code == .REQUEST_TERMINATED_COMPLETED_OK || code == .REQUEST_TERMINATED_WITH_ERROR)
}

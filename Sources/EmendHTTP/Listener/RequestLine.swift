import CMicroHTTPD
import EmendCore
import Glibc

/// The head of one request as the library shows it: strings in its buffer, valid during the callback.
struct RequestLine {
    let method: String
    let version: String
    let headers: HTTPHeaders
    /// False when something stood between the parts that two readers could understand differently.
    let isPlain: Bool

    init(
        method: UnsafePointer<CChar>, target: Range<UInt>, version: UnsafePointer<CChar>, _ connection: OpaquePointer
    ) {
        self.method = unsafe String(cString: method)
        self.version = unsafe String(cString: version)
        let layout = unsafe HeadLayout(
            method: HeadLayout.range(method, strlen(method)), target: target,
            version: HeadLayout.range(version, strlen(version)))
        var fields = Fields(layout: layout)
        unsafe withUnsafeMutablePointer(to: &fields) { pointer in
            _ = unsafe MHD_get_connection_values_n(connection, .HEADER_KIND, fieldCallback, pointer)
        }
        headers = fields.headers
        isPlain = unsafe fields.layout.isPlain(size: emend_mhd_head_size(connection))
    }

    fileprivate struct Fields {
        var layout: HeadLayout
        var headers = HTTPHeaders()

        mutating func add(
            _ name: UnsafePointer<CChar>?, _ nameSize: Int, _ value: UnsafePointer<CChar>?, _ valueSize: Int
        ) {
            unsafe layout.add(name: HeadLayout.range(name, nameSize), value: HeadLayout.range(value, valueSize))
            var bytes = unsafe UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueSize)[...]
            // White space after a value is not part of it, and the library leaves it there.
            while let last = unsafe bytes.last, last == 0x20 || last == 0x09 { unsafe bytes.removeLast() }
            unsafe headers.append(
                String(decoding: UnsafeRawBufferPointer(start: name, count: nameSize), as: UTF8.self),
                String(decoding: bytes, as: UTF8.self))
        }
    }
}

private func fieldCallback(
    _ context: UnsafeMutableRawPointer?, _: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameSize: Int,
    _ value: UnsafePointer<CChar>?, _ valueSize: Int
) -> MHD_Result {
    guard let context = unsafe context else { return .NO }
    unsafe context.assumingMemoryBound(to: RequestLine.Fields.self).pointee.add(name, nameSize, value, valueSize)
    return .YES
}

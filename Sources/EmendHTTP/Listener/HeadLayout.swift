import CMicroHTTPD

/// Finds what libmicrohttpd 0.9.75 hides of a request head: bare line feeds, folded lines and NUL bytes.
///
/// That release parses in place and gives out pointers into its buffer, so in a head of the plain form each part begins
/// at a known distance from the end of the one before. Addresses are compared, nothing is read through them. Later
/// releases refuse these forms by themselves and need not parse in place, so there the check is left out.
struct HeadLayout {
    private static let isKnown = unsafe String(cString: MHD_get_version()) == "0.9.75"

    private let start: UInt
    /// Where the last part ended.
    private var end: UInt
    private var isPlain: Bool

    /// The request line: parts and lengths without the spaces between them.
    init(method: Range<UInt>, target: Range<UInt>, version: Range<UInt>) {
        (start, end) = (method.lowerBound, version.upperBound)
        isPlain = target.lowerBound == method.upperBound &+ 1 && version.lowerBound == target.upperBound &+ 1
    }

    mutating func add(name: Range<UInt>, value: Range<UInt>) {
        if name.lowerBound != end &+ 2 || value.lowerBound <= name.upperBound { isPlain = false }
        end = value.upperBound
    }

    /// - Parameter size: Of the whole head, with the empty line.
    func isPlain(size: Int) -> Bool {
        !Self.isKnown || isPlain && start &+ UInt(bitPattern: size) == end &+ 4
    }

    static func range(_ pointer: UnsafePointer<CChar>?, _ count: Int) -> Range<UInt> {
        let start = UInt(bitPattern: pointer)
        return start..<(start &+ UInt(bitPattern: count))
    }
}

import EmendCore

/// The text of a file, known to be UTF-8 without characters that YAML forbids, and where its lines begin.
///
/// libyaml also breaks lines at U+0085, U+2028 and U+2029, which editors don't; so its line numbers are not used, only
/// the index of each mark.
struct YAMLSource {
    let file: String
    /// Without a byte order mark.
    let bytes: ArraySlice<UInt8>
    /// Index of each line's first character, counted in Unicode scalars.
    private let lineStarts: [Int]

    init(_ bytes: [UInt8], file: String) {
        self.file = file
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        lineStarts = Self.lineStarts(of: self.bytes)
    }

    private static func lineStarts(of bytes: ArraySlice<UInt8>) -> [Int] {
        var (starts, index, previous) = ([0], 0, UInt8(0))
        for byte in bytes {
            // A line ends at LF, CRLF or a lone CR.
            if previous == 13, byte != 10 { starts.append(index) }
            if byte & 0xC0 != 0x80 { index += 1 }
            if byte == 10 { starts.append(index) }
            previous = byte
        }
        return starts
    }

    func location(_ index: Int) -> SourceLocation {
        var (low, high) = (0, lineStarts.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return SourceLocation(file: file, line: low + 1, column: index - lineStarts[low] + 1)
    }

    /// - Parameter offset: In bytes after the byte order mark.
    func location(ofByte offset: Int) -> SourceLocation {
        location(bytes.prefix(offset).reduce(0) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) })
    }

    /// The first thing that keeps the file from being read as YAML at all.
    func firstFault(limits: YAMLLimits) -> Diagnostic? {
        if bytes.count > limits.bytes {
            return Diagnostic(
                .malformedYAML, at: location(0), "the file is larger than \(limits.bytes >> 20) MiB",
                hint: "split it into several")
        }
        // Printable ASCII, tab, LF and CR are far the most; only the rest is decoded.
        guard bytes.contains(where: { !(32..<127).contains($0) && $0 != 10 && $0 != 9 && $0 != 13 }) else { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var index = 0
        while true {
            switch decoder.decode(&iterator) {
            case .emptyInput: return nil
            case .error:
                return Diagnostic(
                    .malformedYAML, at: location(index), "the file is not valid UTF-8", hint: "save it as UTF-8")
            case .scalarValue(let scalar):
                if !scalar.isAllowed { return forbidden(scalar, at: index) }
                index += 1
            }
        }
    }

    private func forbidden(_ scalar: Unicode.Scalar, at index: Int) -> Diagnostic {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        return Diagnostic(
            .malformedYAML, at: location(index), "the character U+\(code) is not allowed in a file",
            hint: "write it as \\u\(code) between double quotes")
    }

    /// The character at a mark; nil at the end.
    func scalar(at index: Int) -> UInt8? {
        var current = -1
        for byte in bytes where byte & 0xC0 != 0x80 {
            current += 1
            if current == index { return byte }
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// YAML 1.1, section 4.1.1, as libyaml reads it.
    fileprivate var isAllowed: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0x10000...0x10FFFF: true
        case 0xE000...0xFFFD: value != 0xFEFF
        default: false
        }
    }
}

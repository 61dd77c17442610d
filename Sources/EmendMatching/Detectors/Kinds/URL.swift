extension Detector {
    /// Web addresses with a scheme, and those that begin with `www.`.
    ///
    /// RFC 3986; what a sentence puts behind an address (a full stop, a closing bracket that was never opened in it)
    /// is not part of it.
    static let url = Detector(
        "url", summary: "web addresses", gate: TextGate(),
        pattern: #"(?i)(?<![0-9A-Za-z_@])(?:(?:https?|ftps?|wss?)://|www\.(?=[\p{L}\p{N}]))[^\s<>"\x{2029}\x{200B}]++"#
    ) { candidate in
        WebAddress.range(in: candidate).map { [.certain($0)] } ?? []
    }
}

enum WebAddress {
    /// The address without what ends the sentence; nil when there is no host.
    static func range(in candidate: Candidate) -> Range<Int>? {
        let start = candidate.range.lowerBound
        let end = trimmedEnd(candidate)
        guard start < end else { return nil }
        let hostStart = hostStart(candidate.bytes[start..<end])
        let host = candidate.bytes[hostStart..<end].prefix { !"/?#".utf8.contains($0) }
        guard let last = host.last, isHost(host), last != UInt8(ascii: "-") else { return nil }
        return start..<end
    }

    /// Behind `://`, or at the beginning of `www.`.
    private static func hostStart(_ bytes: ArraySlice<UInt8>) -> Int {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8) else {
            return bytes.startIndex
        }
        return colon + 3
    }

    /// A name with a letter or digit; with `www.` or a path it may have any scripts. User and port belong to it.
    private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        let name = host.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false).last ?? host
        guard let first = name.first else { return false }
        return first == UInt8(ascii: "[") || first.isASCIIDigit || first.isASCIILetter || first >= 0x80
    }

    private static func trimmedEnd(_ candidate: Candidate) -> Int {
        var end = candidate.range.upperBound
        var open = openBrackets(candidate.bytes[candidate.range])
        while end > candidate.range.lowerBound {
            let byte = candidate.byte(at: end - 1)
            if ".,;:!?'*_~`|".utf8.contains(byte) {
                end -= 1
            } else if let kind = closing.firstIndex(of: byte), open[kind] < 0 {
                open[kind] += 1
                end -= 1
            } else if let length = trailingMark(candidate.bytes[..<end]) {
                end -= length
            } else {
                break
            }
        }
        return end
    }

    private static let opening = Array("([{".utf8)
    private static let closing = Array(")]}".utf8)

    /// For each kind of bracket, how many more are opened than closed.
    private static func openBrackets(_ bytes: ArraySlice<UInt8>) -> [Int] {
        var open = [0, 0, 0]
        for byte in bytes {
            if let kind = opening.firstIndex(of: byte) { open[kind] += 1 }
            if let kind = closing.firstIndex(of: byte) { open[kind] -= 1 }
        }
        return open
    }

    /// Bytes of a closing quotation mark, an ellipsis, or an ideographic stop, comma or bracket at the end.
    private static func trailingMark(_ bytes: ArraySlice<UInt8>) -> Int? {
        for mark in ["”", "’", "»", "…", "。", "、", "，", "！", "？", "）", "」", "】", "：", "；"]
        where bytes.suffix(mark.utf8.count).elementsEqual(mark.utf8) {
            return mark.utf8.count
        }
        return nil
    }
}

import CPCRE2

/// A compiled regular expression in PCRE2's dialect, with Unicode rules (`UTF`, `UCP`).
///
/// https://www.pcre.org/current/doc/html/pcre2pattern.html
@safe package final class Pattern: @unchecked Sendable {
    // Unchecked since compiled code is an opaque pointer; pcre2api, "Multithreading": it "can be shared between
    // threads", and everything that matching writes to is in MatchScratch. Nothing changes after init.

    /// Bytes of UTF-8.
    package static let lengthLimit = 4096
    package static let nestingLimit = 50
    package static let groupLimit = 64
    package static let defaultMatchLimit = 10_000
    /// The most that a rule may ask for.
    package static let highestMatchLimit = 100_000

    package let source: String
    /// Named groups in the order of their numbers.
    package let names: [GroupName]
    /// Number of the highest group.
    package let groupCount: Int
    /// Steps of backtracking from one start position.
    package let matchLimit: Int
    /// What a text must have before the engine is called.
    package let needs: MatchNeeds
    let code: OpaquePointer
    let hasJIT: Bool
    let canMatchEmpty: Bool

    package struct GroupName: Hashable, Sendable {
        package let name: String
        /// 1 for the first group of the pattern.
        package let number: Int
    }

    /// - Parameters:
    ///   - matchLimit: 1...``highestMatchLimit``; more is cut to it.
    ///   - caseless: As if `(?i)` stood in front.
    package init(
        _ source: String, caseless: Bool = false, matchLimit: Int = Pattern.defaultMatchLimit
    ) throws(PatternError) {
        if let problem = PatternScreen.problem(in: source) { throw problem }
        let options =
            UInt32(PCRE2_UTF) | UInt32(PCRE2_UCP) | UInt32(PCRE2_NEVER_BACKSLASH_C)
            | UInt32(PCRE2_USE_OFFSET_LIMIT) | (caseless ? UInt32(PCRE2_CASELESS) : 0)
        let code = unsafe try Self.compile(source, options)
        unsafe self.code = unsafe code
        self.source = source
        needs = NeedsReader.needs(of: source)
        self.matchLimit = min(max(1, matchLimit), Self.highestMatchLimit)
        unsafe hasJIT = pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0
        unsafe canMatchEmpty = Self.info(code, UInt32(PCRE2_INFO_MATCHEMPTY)) != 0
        unsafe groupCount = Int(Self.info(code, UInt32(PCRE2_INFO_CAPTURECOUNT)))
        unsafe names = Self.names(of: code)
        if groupCount > Self.groupLimit {
            throw PatternError(message: "more than \(Self.groupLimit) groups", offset: 0)
        }
    }

    deinit { unsafe pcre2_code_free_8(code) }

    /// The number of a named group; nil when there is none of that name.
    package func number(of name: String) -> Int? { names.first { $0.name == name }?.number }

    private static func compile(_ source: String, _ options: UInt32) throws(PatternError) -> OpaquePointer {
        guard let context = unsafe pcre2_compile_context_create_8(nil) else {
            preconditionFailure("no memory is left for compiling")
        }
        defer { unsafe pcre2_compile_context_free_8(context) }
        unsafe pcre2_set_parens_nest_limit_8(context, UInt32(nestingLimit))
        unsafe pcre2_set_max_pattern_length_8(context, lengthLimit)
        unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
        unsafe pcre2_set_bsr_8(context, UInt32(PCRE2_BSR_UNICODE))
        var number: Int32 = 0
        var offset = 0
        let bytes = Array(source.utf8)
        let code = unsafe bytes.withUnsafeBufferPointer { buffer in
            // An empty array may have no address; the length is 0 then.
            guard let start = buffer.baseAddress else {
                return unsafe pcre2_compile_8([0], 0, options, &number, &offset, context)
            }
            return unsafe pcre2_compile_8(start, buffer.count, options, &number, &offset, context)
        }
        guard let code = unsafe code else {
            let scalars = bytes.prefix(offset).count { $0 & 0xC0 != 0x80 }
            throw PatternError(message: message(of: number), offset: scalars)
        }
        return unsafe code
    }

    private static func message(of number: Int32) -> String {
        let text = unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
            let count = unsafe pcre2_get_error_message_8(number, buffer.baseAddress, buffer.count)
            return unsafe String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
        }
        return text.isEmpty ? "error \(number)" : text
    }

    private static func info(_ code: OpaquePointer, _ what: UInt32) -> UInt32 {
        var value: UInt32 = 0
        let status = unsafe pcre2_pattern_info_8(code, what, &value)
        precondition(status == 0, "a compiled pattern answers every question about itself")
        return value
    }

    /// Each entry of the table is the number in two bytes, then the name with a NUL.
    /// https://www.pcre.org/current/doc/html/pcre2api.html#SEC24
    private static func names(of code: OpaquePointer) -> [GroupName] {
        let count = unsafe Int(info(code, UInt32(PCRE2_INFO_NAMECOUNT)))
        let size = unsafe Int(info(code, UInt32(PCRE2_INFO_NAMEENTRYSIZE)))
        var table: UnsafePointer<UInt8>?
        let status = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_NAMETABLE), &table)
        guard status == 0, count > 0, let table = unsafe table else { return [] }
        let entries = (0..<count).map { index in
            let entry = unsafe UnsafeBufferPointer(start: table + index * size, count: size)
            let number = unsafe Int(entry[0]) << 8 | Int(entry[1])
            let name = unsafe String(decoding: entry.dropFirst(2).prefix { $0 != 0 }, as: UTF8.self)
            return GroupName(name: name, number: number)
        }
        return entries.sorted { $0.number < $1.number }
    }
}

extension Pattern {
    /// The release of the linked library, such as `10.42 2022-12-11`.
    package static var engineVersion: String {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { buffer in
            let count = unsafe pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), buffer.baseAddress)
            return unsafe String(decoding: buffer.prefix(max(0, Int(count) - 1)), as: UTF8.self)
        }
    }
}

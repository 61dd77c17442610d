import EmendCore
import EmendPlatform
import EmendYAML

/// Fills `${NAME}` and `${file:PATH}` into the values of a configuration file.
///
/// `$${` stands for the characters `${`; any other `$` is text. What was filled in is always text, never null, and no
/// diagnostic quotes it. Keys are left alone.
struct Substitution {
    /// The folder that `PATH` is relative to.
    let directory: String
    let environment: (String) -> String?
    let readFile: (String) -> Result<[UInt8], FileError>
    let log: DiagnosticLog

    func fill(_ node: YAMLNode) -> YAMLNode { node.mapScalars(fill) }

    /// Nil for what was reported.
    private func fill(_ scalar: YAMLScalar) -> YAMLScalar? {
        guard scalar.text.contains("${") else { return scalar }
        var (text, rest, isFilled) = ("", scalar.text[...], false)
        while let dollar = rest.range(ofReference: "${") {
            if rest[..<dollar].hasSuffix("$") {
                text += rest[..<dollar].dropLast() + "${"
                rest = rest[dollar...].dropFirst(2)
                continue
            }
            let offset = scalar.text.unicodeScalars.distance(from: scalar.text.startIndex, to: dollar)
            let place = scalar.location(ofScalar: offset)
            let inner = rest[dollar...].dropFirst(2)
            guard let end = inner.firstIndex(of: "}") else {
                log.report(
                    .invalidValue, at: place, "`${` has no `}` behind it", hint: "write `$${` for the characters `${`")
                return nil
            }
            guard let value = value(of: String(inner[..<end]), at: place) else { return nil }
            text += rest[..<dollar] + value
            rest = inner[inner.index(after: end)...]
            isFilled = true
        }
        text += rest
        guard isFilled else { return scalar.replacingText(with: text, isPrivate: false) }
        // Quoted, so that an empty variable is empty text and not "nothing".
        return YAMLScalar(text: text, style: .doubleQuoted, start: scalar.start, end: scalar.end, isPrivate: true)
    }

    private func value(of reference: String, at place: SourceLocation) -> String? {
        if reference.hasPrefix("file:") { return content(ofFile: String(reference.dropFirst(5)), at: place) }
        guard isVariableName(reference) else {
            log.report(
                .invalidValue, at: place, "`${…}` wants the name of an environment variable, or file:PATH",
                hint: "write `$${` for the characters `${`")
            return nil
        }
        if let value = environment(reference) { return value }
        log.report(.unsetVariable, at: place, "the environment variable \(reference) is not set")
        return nil
    }

    private func content(ofFile path: String, at place: SourceLocation) -> String? {
        func fail(_ reason: String) -> String? {
            log.report(.missingSecret, at: place, "the secret file \(path) \(reason)")
            return nil
        }
        guard !path.isEmpty else {
            log.report(.missingSecret, at: place, "`${file:}` names no file")
            return nil
        }
        let bytes: [UInt8]
        switch readFile(FilePath.join(directory, path)) {
        case .success(let content): bytes = content
        case .failure(let error): return fail("cannot be read (\(error.reason))")
        }
        guard let text = ValidUTF8(validating: bytes) else { return fail("is not UTF-8 text") }
        // Editors and `echo` end a file with one line feed that is not part of the secret.
        let isEnded = bytes.last == UInt8(ascii: "\n")
        return isEnded ? String(decoding: bytes.dropLast(), as: UTF8.self) : text.string
    }

    private func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            switch $0 {
            case 48...57, 65...90, 97...122, UInt8(ascii: "_"): true
            default: false
            }
        }
    }
}

extension Substring {
    /// Where `text`, which is ASCII, begins for the first time.
    fileprivate func range(ofReference text: String) -> Index? {
        var index = startIndex
        while index < endIndex {
            if self[index...].utf8.starts(with: text.utf8) { return index }
            index = utf8.index(after: index)
        }
        return nil
    }
}

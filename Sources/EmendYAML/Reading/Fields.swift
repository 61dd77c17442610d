package import EmendCore

/// The keys of one mapping, taken by name with a stated type. Made by ``ValueReader/mapping(_:)``.
///
/// A key is known when it was asked for, so ask for every key on every path; `allow` names those that
/// don't matter.
package final class Fields {
    package let node: YAMLNode
    package let log: DiagnosticLog
    private let entries: [YAMLNode.Entry]
    private let subject: String
    private var known: [String] = []

    init(_ entries: [YAMLNode.Entry], of node: YAMLNode, _ subject: String, _ log: DiagnosticLog) {
        (self.entries, self.node, self.subject, self.log) = (entries, node, subject, log)
    }

    /// Nil when the key is missing, or its value was reported.
    package func optional<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
        guard let value = self[key] else { return nil }
        return reader.read(value, "`\(key)`", log)
    }

    /// Nil when the key is missing or its value can't be read; both are reported.
    package func required<Value>(_ key: String, _ reader: ValueReader<Value>) -> Value? {
        guard let value = self[key] else {
            log.report(.missingKey, at: node.start, "\(subject) lacks the key `\(key)`, which wants \(reader.wanted)")
            return nil
        }
        return reader.read(value, "`\(key)`", log)
    }

    /// The value of `key`, unread; the key counts as known from now on.
    package subscript(key: String) -> YAMLNode? { entry(key)?.value }

    /// The place of the key itself.
    package func location(ofKey key: String) -> SourceLocation? { entry(key)?.key.start }

    package func has(_ key: String) -> Bool { entry(key) != nil }

    /// Whether a key is there that nobody has asked for so far: it may be what another key was meant to be.
    package var hasUnknownKeys: Bool { entries.contains { !known.contains($0.key.text) } }

    /// Makes keys known whose values this reader doesn't need.
    package func allow(_ keys: String...) { known += keys }
    package func allow(_ keys: [String]) { known += keys }

    /// The keys in the order of the file.
    package var keys: [YAMLScalar] { entries.map(\.key) }

    /// Reports that of `keys` more than one, or with `isRequired` none, is there.
    package func requireOne(of keys: [String], isRequired: Bool = true) {
        known += keys
        let present = entries.map(\.key).filter { keys.contains($0.text) }.map { ($0.text, $0.start) }
        let list = keys.map { "`\($0)`" }.joined(separator: ", ")
        if present.isEmpty, isRequired {
            log.report(.missingKey, at: node.start, "\(subject) needs one of \(list)")
        }
        if let second = present.dropFirst().first {
            log.report(
                .invalidValue, at: second.1, "`\(second.0)` can't stand beside `\(present[0].0)`",
                hint: "use one of \(list)")
        }
    }

    /// - Parameter onlyNear: Reports only what looks like a misspelt key, because the reader gave up before it had
    ///   asked for all of them.
    func reportUnknownKeys(onlyNear: Bool) {
        for entry in entries where !known.contains(where: { $0.utf8.elementsEqual(entry.key.text.utf8) }) {
            let near = meant(entry.key.text, among: unused)
            if onlyNear, near == nil { continue }
            log.report(
                .unknownKey, at: entry.key.start, "\(subject) has no key `\(shown(entry.key.text))`",
                hint: near ?? listOfUnused)
        }
    }

    private func entry(_ key: String) -> YAMLNode.Entry? {
        if !known.contains(key) { known.append(key) }
        return entries.first { $0.key.text.utf8.elementsEqual(key.utf8) }
    }

    /// Known keys that this mapping doesn't have yet: what an unknown key may have meant.
    private var unused: [String] { known.filter { key in !entries.contains { $0.key.text == key } } }

    private var listOfUnused: String? {
        unused.isEmpty ? nil : "possible here: " + unused.joined(separator: ", ")
    }
}

/// The hint that names what was probably meant.
func meant(_ word: String, among words: [String]) -> String? {
    suggestion(for: word, among: words).map { "did you mean `\($0)`?" }
}

@available(*, unavailable)
extension Fields: Sendable {}

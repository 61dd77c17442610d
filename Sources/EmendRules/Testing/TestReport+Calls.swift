import EmendCore

/// Compares the calls of a change with those that a test expects: as many, in the same order, and bodies whole.
extension TestReport {
    mutating func compareCalls(_ found: TestCalls, with expected: [ExpectedCall]) {
        let calls = found.calls
        guard calls.count == expected.count else {
            let list = calls.map { "\($0.method) \($0.path)" } + found.impossible
            let shown = list.isEmpty ? "" : ": " + list.joined(separator: ", ")
            return add(["`calls` expects \(expected.count), found \(calls.count)\(shown)"])
        }
        for (place, (call, wanted)) in zip(calls, expected).enumerated() {
            add(Self.differences(of: call, from: wanted).map { "call \(place + 1): \($0)" })
        }
    }

    private static func differences(of call: TestCall, from wanted: ExpectedCall) -> [String] {
        let words: [(name: String, wanted: String?, found: String?)] =
            [
                ("method", wanted.method, call.method), ("url", wanted.url, call.url), ("path", wanted.path, call.path),
            ] + wanted.headers.map { ("header \($0.name)", $0.value, call.headers[$0.name]) }
        var sentences = words.compactMap { name, wanted, found -> String? in
            guard let wanted, wanted != found else { return nil }
            return "expects \(name) \(wanted), found \(found ?? "none")"
        }
        if let body = wanted.body, let difference = difference(body, call.body, at: "") { sentences.append(difference) }
        return sentences
    }

    /// The first difference, with the JSON pointer to it.
    private static func difference(_ expected: ExpectedValue, _ found: JSONValue?, at path: String) -> String? {
        let place = path.isEmpty ? "the body" : "the body at \(path)"
        guard let found else { return "\(place) is not there" }
        switch expected {
        case .scalar(let text):
            guard found.scalarText != ValidUTF8(text) else { return nil }
            return "\(place) differs: expects \(text), found \(String(decoding: found.rawBytes, as: UTF8.self))"
        case .list(let items):
            guard found.kind == .array else { return "\(place) is no list" }
            guard found.count == items.count else {
                return "\(place) differs: expects \(items.count) items, found \(found.count)"
            }
            for (index, item) in items.enumerated() {
                if let place = difference(item, found[index: index], at: "\(path)/\(index)") { return place }
            }
            return nil
        case .object(let members):
            guard found.kind == .object else { return "\(place) is no object" }
            for member in members {
                if let place = difference(member.value, found[member.key], at: "\(path)/\(member.key)") { return place }
            }
            let names = Set(members.map { ValidUTF8($0.key) })
            let more = found.members.map(\.key).first { !names.contains($0) }
            return more.map { "the body has \(path)/\($0.string), which is not expected" }
        }
    }
}

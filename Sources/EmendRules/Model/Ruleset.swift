package import EmendCore
import EmendMatching

/// All rule files compiled together. Immutable; one value serves all threads.
package final class Ruleset: Sendable {
    /// In the order in which they are judged, disabled ones included.
    package let rules: [Rule]
    /// What the digest of the ruleset is computed over: format, engine versions, all files in order and time zones.
    package let digestInput: [UInt8]
    /// How many distinct searches by detectors the rules share.
    let slots: Int
    /// Tells in one pass over a text which patterns and keywords could match it; nil where there are few.
    let prefilter: Prefilter?
    private let plans: [Plan: [Int]]
    private let enabled: [Int]

    private struct Plan: Hashable {
        var provider: Provider
        var kind: SenderKind
        var event: EventKind
    }

    init(_ rules: [Rule], slots: Int, prefilter: Prefilter? = nil, digestInput: [UInt8]) {
        (self.rules, self.slots, self.digestInput) = (rules, slots, digestInput)
        self.prefilter = prefilter
        let enabled = rules.indices.filter { rules[$0].mode != .disabled }
        var plans: [Plan: [Int]] = [:]
        for provider in Provider.allCases {
            for kind in SenderKind.allCases {
                for event in EventKind.allCases {
                    plans[Plan(provider: provider, kind: kind, event: event)] = enabled.filter { index in
                        let rule = rules[index]
                        return rule.providers.contains(provider) && rule.from.contains(kind)
                            && rule.events.contains(event)
                    }
                }
            }
        }
        (self.enabled, self.plans) = (enabled, plans)
    }

    /// Ids of rules with `mode: disabled`; unsent changes that hold nothing else are dropped.
    package var disabled: [String] { rules.filter { $0.mode == .disabled }.map(\.id) }

    package func rule(_ id: String) -> Rule? { rules.first { $0.id == id } }

    /// Rules that a message of this kind has to be judged by, in order.
    func applicable(to message: Message, _ context: JudgingContext) -> [Int] {
        let event = message.event ?? context.event
        // Asked first, since the set to compare with would be made for every message.
        if context.unset.isEmpty || context.unset.isDisjoint(with: [.provider, .from, .event]) {
            return plans[Plan(provider: message.provider, kind: message.sender.kind, event: event)] ?? []
        }
        return enabled.filter { index in
            let rule = rules[index]
            return (context.unset.contains(.provider) || rule.providers.contains(message.provider))
                && (context.unset.contains(.from) || rule.from.contains(message.sender.kind))
                && (context.unset.contains(.event) || rule.events.contains(event))
        }
    }

    /// Whether it matters for a message like this one if it was created or edited.
    package func distinguishesEvents(of message: Message) -> Bool {
        func rules(_ event: EventKind) -> [Int]? {
            plans[Plan(provider: message.provider, kind: message.sender.kind, event: event)]
        }
        return rules(.created) != rules(.edited)
    }

    /// Whether any rule looks at messages like this one; otherwise it counts as ignored.
    package func applies(to message: Message, _ context: JudgingContext) -> Bool {
        !applicable(to: message, context).isEmpty
    }
}

/// One rule file as it was read.
package struct SourceFile: Hashable, Sendable {
    /// As diagnostics show it.
    package var path: String
    /// For the digest: relative to the entry of the `rules:` list, so that it is the same in every folder.
    package var name: String
    package var bytes: [UInt8]

    /// - Parameter name: The path when nil.
    package init(path: String, name: String? = nil, bytes: [UInt8]) {
        (self.path, self.name, self.bytes) = (path, name ?? path, bytes)
    }
}

extension Ruleset {
    /// Each piece with its length before it, so that no two rulesets give the same bytes. A byte order mark and the
    /// kind of line ends do not count. The rules of the time zones that are used do, since they decide too.
    static func digestInput(
        of files: [SourceFile], versions: [String], zones: [(name: String, bytes: [UInt8])]
    ) -> [UInt8] {
        var input = Array("emend ruleset 2\n".utf8)
        func append(_ bytes: [UInt8]) {
            input += String(bytes.count).utf8
            input.append(10)
            input += bytes
            input.append(10)
        }
        for part in versions { append(Array(part.utf8)) }
        for file in files {
            append(Array(file.name.utf8))
            append(canonical(file.bytes))
        }
        for zone in zones {
            append(Array("zone \(zone.name)".utf8))
            append(zone.bytes)
        }
        return input
    }

    private static func canonical(_ bytes: [UInt8]) -> [UInt8] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        for (index, byte) in zip(text.indices, text) {
            if byte == 13, index + 1 < text.endIndex, text[index + 1] == 10 { continue }
            result.append(byte)
        }
        return result
    }
}

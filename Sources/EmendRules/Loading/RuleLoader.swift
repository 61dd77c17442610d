import EmendCore
import EmendMatching
import EmendYAML

/// Reads rule files one after the other; what all of them share (ids, detector slots, zones) is kept here.
final class RuleLoader {
    let log = DiagnosticLog()
    let environment: CompileEnvironment
    private var places: [String: SourceLocation] = [:]
    private var slots: [DetectorKey: Int] = [:]
    private var needs: [MatchNeeds] = []
    private var zones: [String: TimeZoneRules] = ["UTC": .utc]
    private var zoneBytes: [String: [UInt8]] = [:]

    private struct DetectorKey: Hashable {
        var name: String
        var confidence: Double
        var isRaw: Bool
    }

    init(_ environment: CompileEnvironment) { self.environment = environment }

    var slotCount: Int { slots.count }

    /// The place in the cache for the finds of one detector.
    func slot(of detector: Detector, confidence: Double, isRaw: Bool) -> Int {
        let key = DetectorKey(name: detector.name, confidence: confidence, isRaw: isRaw)
        if let slot = slots[key] { return slot }
        slots[key] = slots.count
        return slots.count - 1
    }

    /// The place in the prefilter of a matcher that needs so much of a text.
    func filter(_ needs: MatchNeeds) -> Int {
        self.needs.append(needs)
        return self.needs.count - 1
    }

    /// Below about five matchers it is quicker to run them.
    var prefilter: Prefilter? { needs.count < 5 ? nil : Prefilter(needs) }

    func zone(_ name: String) -> TimeZoneRules? {
        if let zone = zones[name] { return zone }
        guard let bytes = environment.zones(name), let zone = TimeZoneRules(tzif: bytes) else { return nil }
        (zones[name], zoneBytes[name]) = (zone, bytes)
        return zone
    }

    /// The TZif files of the zones that rules name, by the bytes of their names.
    var usedZones: [(name: String, bytes: [UInt8])] {
        zoneBytes.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { (name: $0.key, bytes: $0.value) }
    }

    func read(_ file: SourceFile) -> [Rule] {
        YAMLDocument.read(file.bytes, file: file.path, as: fileReader, log) ?? []
    }

    private var fileReader: ValueReader<[Rule]> {
        .mapping { [self] fields in
            _ = fields.required("version", .word(["1"]))
            let defaults = fields.optional("defaults", RuleDefaults.reader) ?? RuleDefaults()
            return fields.required("rules", .list(of: ruleReader(defaults)))
        }
    }

    private func ruleReader(_ defaults: RuleDefaults) -> ValueReader<Rule> {
        let reader = ValueReader<Rule>.mapping { [self] fields in rule(fields, defaults) }
        // Every finding inside the rule carries its id, the unknown keys that are reported at the end too.
        return ValueReader(wanted: reader.wanted) { [log] node, subject, _ in
            log.rule = node["id"]?.scalar?.text
            defer { log.rule = nil }
            return reader.read(node, subject, log)
        }
    }

    private func rule(_ fields: Fields, _ defaults: RuleDefaults) -> Rule? {
        let problems = log.diagnostics.count
        let id = fields.required("id", .located(.ruleID))
        let summary = fields.optional("summary", .text)
        let notes = fields.optional("notes", .text)
        var settings = defaults
        settings.read(fields)
        let actions = fields.required("then", actionsReader)
        let conditions = ConditionReader(loader: self, limits: settings.limits)
        let condition = fields.required("when", conditions.condition)
        let tests = fields.optional("tests", .list(of: testReader)) ?? []
        if let id { register(id) }
        checkPlaces(actions ?? [])
        guard let id, let actions, let condition else { return nil }
        let rule = Rule(
            id: id.value, location: id.location, summary: summary, owner: settings.owner, notes: notes,
            events: settings.events, from: settings.from, mode: settings.mode, onUnscanned: settings.onUnscanned,
            condition: condition, actions: actions.map(\.value), tests: tests,
            providers: condition.reachableProviders)
        // A condition that could not be read whole would give findings that are not true.
        if log.diagnostics.count == problems { checkRedactions(rule, actions) }
        return rule
    }

    /// Of two values in one place only the first would ever be written.
    private func checkPlaces(_ actions: [Located<Action>]) {
        var taken: Set<String> = []
        for action in actions {
            for (place, _, _) in ConflictChecker.places(action.value) where !taken.insert(place).inserted {
                log.report(
                    .invalidValue, at: action.location, "the rule gives \(place) two values",
                    hint: "keep one, or make a rule of each")
            }
        }
    }

    private func register(_ id: Located<String>) {
        if let first = places[id.value] {
            log.report(
                .duplicateRule, at: id.location, "the rule id `\(id.value)` is taken",
                hint: "the first is at \(first.file):\(first.line):\(first.column)")
        } else {
            places[id.value] = id.location
        }
    }
}

extension ValueReader where Value == String {
    /// What stands in hits, metrics and `[{entity}]`: letters, digits and `._-`, up to 100.
    static var ruleID: ValueReader {
        nonEmptyText.compactMap("letters, digits and `.`, `_` or `-`, up to 100") { text in
            let isPlain = text.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (byte | 0x20) &- 97 < 26 || [45, 46, 95].contains(byte)
            }
            return isPlain && text.utf8.count <= 100 ? text : nil
        }
    }
}

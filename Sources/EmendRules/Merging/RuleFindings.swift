import EmendCore

/// What one matching rule hides, and the spans its hit records.
struct RuleFindings {
    private(set) var hidden: [Hidden] = []
    /// In order; ranges in scalars of the text view.
    private(set) var spans: [TextSpan] = []

    /// - Parameter withSpans: False where only what is hidden matters.
    init(_ rule: Rule, order: Int, found: [Found], in view: TextView, withSpans: Bool = true) {
        let redactions = rule.redactions
        guard !found.isEmpty || redactions.contains(where: { $0.target == .message }) else { return }
        var candidates: [Candidate] = []
        for redaction in redactions {
            if redaction.target == .message {
                hidden += Self.wholeMessage(view, redaction.style, entity: rule.id, rule: rule.id, order: order)
                continue
            }
            for (index, find) in found.enumerated() {
                guard let place = Self.place(of: find, redaction, rule), !place.range.isEmpty else { continue }
                let bytes = view.parts[find.part].text.bytes
                let piece = Hidden(
                    part: find.part, range: place.range, entity: place.entity,
                    length: bytes[place.range].scalarCount, confidence: find.confidence, order: find.order,
                    isDetector: find.detector != nil, style: redaction.style, rule: rule.id, ruleOrder: order)
                hidden.append(piece)
                if withSpans { candidates.append(Candidate(piece, find: index)) }
            }
        }
        guard withSpans else { return }
        if redactions.contains(where: { $0.target == .message }) {
            spans = [TextSpan(0..<view.scalarCount, rule.id)]
        } else {
            let known = Set(candidates.map(\.find))
            for (index, find) in found.enumerated() where !known.contains(index) && !find.range.isEmpty {
                let length = view.parts[find.part].text.bytes[find.range].scalarCount
                candidates.append(Candidate(find, length: length, entity: find.detector ?? rule.id, find: index))
            }
            spans = Self.spans(candidates, in: view)
        }
    }

    /// All parts that hold anything.
    static func wholeMessage(
        _ view: TextView, _ style: Redaction.Style, entity: String, rule: String, order: Int
    ) -> [Hidden] {
        view.parts.enumerated().compactMap { index, part in
            guard !part.text.isEmpty else { return nil }
            return Hidden(
                part: index, range: 0..<part.text.bytes.count, entity: entity, length: part.text.scalarCount,
                confidence: 1, order: 0, isDetector: false, style: style, rule: rule, ruleOrder: order)
        }
    }

    /// What of a find the redaction hides, and what it is called; nil when it hides nothing of it.
    private static func place(of find: Found, _ redaction: Redaction, _ rule: Rule) -> (
        range: Range<Int>, entity: String
    )? {
        var (range, entity) = (find.range, find.detector ?? rule.id)
        if let group = redaction.group {
            guard case .regex(let groups) = find.source else { return nil }
            entity = group
            range = groups.first { $0.name == group }?.range ?? find.range
        }
        if case .entities(let names) = redaction.target, !names.contains(entity) { return nil }
        return (range, entity)
    }

    private struct Candidate {
        var part: Int
        var range: Range<Int>
        var entity: String
        var length: Int
        var confidence: Double
        var order: Int
        var isDetector: Bool
        var isHidden: Bool
        /// Index of the find.
        var find: Int

        init(_ piece: Hidden, find: Int) {
            (part, range, entity, length) = (piece.part, piece.range, piece.entity, piece.length)
            (confidence, order, isDetector) = (piece.confidence, piece.order, piece.isDetector)
            (isHidden, self.find) = (true, find)
        }

        init(_ found: Found, length: Int, entity: String, find: Int) {
            (part, range, self.entity, self.length) = (found.part, found.range, entity, length)
            (confidence, order, isDetector) = (found.confidence, found.order, found.detector != nil)
            (isHidden, self.find) = (false, find)
        }

        func precedes(_ other: Candidate) -> Bool {
            if isHidden != other.isHidden { return isHidden }
            if length != other.length { return length > other.length }
            if confidence != other.confidence { return confidence > other.confidence }
            return order < other.order
        }
    }

    /// A detector's span that lost to an overlapping one is not counted; nothing is counted twice.
    ///
    /// Linear in text and finds, since both are the visitor's to choose.
    private static func spans(_ candidates: [Candidate], in view: TextView) -> [TextSpan] {
        var kept: [Candidate] = []
        var coverage = Coverage(view)
        for candidate in candidates.sorted(by: { $0.precedes($1) }) {
            if candidate.isDetector, coverage.touches(candidate.range, in: candidate.part) { continue }
            coverage.add(candidate.range, in: candidate.part)
            kept.append(candidate)
        }
        // Sorting is stable: of equal ranges, which are neighbours now, the first one precedes.
        kept.sort {
            ($0.part, $0.range.lowerBound, $0.range.upperBound) < ($1.part, $1.range.lowerBound, $1.range.upperBound)
        }
        let offsets = view.partOffsets
        var counter = ScalarCounter(view)
        var last: Candidate?
        return kept.compactMap { candidate in
            guard candidate.part != last?.part || candidate.range != last?.range else { return nil }
            last = candidate
            let start =
                offsets[candidate.part] + counter.scalars(before: candidate.range.lowerBound, in: candidate.part)
            return TextSpan(start..<start + candidate.length, candidate.entity)
        }
    }
}

/// Which bytes of a text view are found already.
private struct Coverage {
    private let view: TextView
    private var covered: [[Bool]]

    init(_ view: TextView) {
        self.view = view
        covered = Array(repeating: [], count: view.parts.count)
    }

    func touches(_ range: Range<Int>, in part: Int) -> Bool {
        !covered[part].isEmpty && covered[part][range].contains(true)
    }

    mutating func add(_ range: Range<Int>, in part: Int) {
        if covered[part].isEmpty {
            covered[part] = Array(repeating: false, count: view.parts[part].text.bytes.count)
        }
        for index in range { covered[part][index] = true }
    }
}

/// Turns byte offsets into scalar offsets. Quick where they are asked for in order.
struct ScalarCounter {
    private let view: TextView
    private var part = -1
    private var bytes = 0
    private var scalars = 0

    init(_ view: TextView) { self.view = view }

    mutating func scalars(before offset: Int, in part: Int) -> Int {
        if part != self.part || offset < bytes { (self.part, bytes, scalars) = (part, 0, 0) }
        scalars += view.parts[part].text.bytes[bytes..<offset].scalarCount
        bytes = offset
        return scalars
    }
}

extension ArraySlice<UInt8> {
    /// Scalars of a slice that is cut at scalar boundaries.
    var scalarCount: Int {
        var count = 0
        for byte in self where byte & 0xC0 != 0x80 { count += 1 }
        return count
    }
}

extension TextView {
    /// Scalars of all parts and of the separators between them.
    var scalarCount: Int {
        parts.reduce(0) { $0 + $1.text.scalarCount } + max(0, parts.count - 1)
    }
}

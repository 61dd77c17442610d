import EmendCore

/// Puts events together into one tree and reports what is YAML but not allowed here.
struct TreeBuilder {
    private struct Frame {
        enum Key {
            case none
            case valid(YAMLScalar)
            case reported
        }

        let start: SourceLocation
        let isMapping: Bool
        var items: [YAMLNode] = []
        var entries: [YAMLNode.Entry] = []
        var key = Key.none
        var seen: [ValidUTF8: SourceLocation] = [:]
    }

    private let source: YAMLSource
    private let limits: YAMLLimits
    private var stack: [Frame] = []
    private var nodes = 0
    private var documents = 0
    private(set) var root: YAMLNode?
    private(set) var diagnostics: [Diagnostic] = []

    init(_ source: YAMLSource, limits: YAMLLimits) {
        (self.source, self.limits) = (source, limits)
    }

    /// False when nothing more should be read.
    mutating func take(_ event: YAMLEvent) -> Bool {
        let (start, end) = (source.location(event.start), source.location(event.end))
        switch event.kind {
        case .streamEnd: return false
        case .documentStart:
            documents += 1
            if documents > 1 { return stop(start, "a second document begins here", hint: "a file holds one document") }
        case .alias(let name):
            report(
                .aliasOrTag, start, "aliases such as `*\(shown(name))` are not supported",
                hint: "write the value out, or put quotes around it if it is text")
            add(YAMLNode(.invalid, start: start, end: end))
        case .scalar(let text, let style):
            reportProperties(of: event, at: start)
            add(YAMLNode(YAMLScalar(text: text, style: style, start: start, end: end)))
        case .sequenceStart, .mappingStart:
            reportProperties(of: event, at: start)
            if stack.count >= limits.depth {
                return stop(start, "values are nested more than \(limits.depth) deep")
            }
            var isMapping = false
            if case .mappingStart = event.kind { isMapping = true }
            stack.append(Frame(start: start, isMapping: isMapping))
        case .end: close(at: end)
        case .other: break
        }
        return isWithinLimits(at: start)
    }

    mutating func fail(_ fault: YAMLFault) {
        root = nil
        guard let mark = fault.mark else {
            report(.malformedYAML, source.location(ofByte: fault.byteOffset), fault.problem)
            return
        }
        let place = source.location(mark)
        if source.scalar(at: mark) == 9 {
            report(.malformedYAML, place, "a tab stands where YAML takes only spaces", hint: "indent with spaces")
            return
        }
        var message = fault.problem
        if let context = fault.context, fault.contextMark != mark {
            let begin = source.location(fault.contextMark)
            message += " \(context) that begins at \(begin.line):\(begin.column)"
        }
        report(.malformedYAML, place, message)
    }

    private mutating func close(at end: SourceLocation) {
        guard let frame = stack.popLast() else { return }
        let content: YAMLNode.Content = frame.isMapping ? .mapping(frame.entries) : .sequence(frame.items)
        add(YAMLNode(content, start: frame.start, end: end))
    }

    private mutating func add(_ node: YAMLNode) {
        nodes += 1
        guard let top = stack.indices.last else {
            // A file with nothing but a comment or `---` is an empty file.
            if documents == 1, node.scalar?.text != "" || node.scalar?.style != .plain { root = node }
            return
        }
        guard stack[top].isMapping else { return stack[top].items.append(node) }
        switch stack[top].key {
        case .none: stack[top].key = key(node, in: top)
        case .valid(let key):
            stack[top].entries.append(YAMLNode.Entry(key: key, value: node))
            stack[top].key = .none
        case .reported: stack[top].key = .none
        }
    }

    private mutating func key(_ node: YAMLNode, in top: Int) -> Frame.Key {
        switch node.content {
        case .invalid: return .reported
        case .sequence, .mapping:
            report(
                .wrongType, node.start, "a key must be text, found \(node.kindName)",
                hint: "put quotes around it if it is text")
            return .reported
        case .scalar(let scalar):
            if scalar.style == .plain, scalar.text == "<<" {
                report(
                    .aliasOrTag, scalar.start, "merge keys (`<<`) are not supported",
                    hint: "write the values out")
                return .reported
            }
            if scalar.style == .plain, scalar.text.isEmpty {
                report(.malformedYAML, scalar.start, "a key is missing here")
                return .reported
            }
            let name = ValidUTF8(scalar.text)
            if let first = stack[top].seen[name] {
                report(
                    .duplicateKey, scalar.start, "the key `\(shown(scalar.text))` stands twice",
                    hint: "the first is at \(first.line):\(first.column)")
                return .reported
            }
            stack[top].seen[name] = scalar.start
            return .valid(scalar)
        }
    }

    private mutating func reportProperties(of event: YAMLEvent, at start: SourceLocation) {
        if let anchor = event.anchor {
            report(
                .aliasOrTag, start, "anchors such as `&\(shown(anchor))` are not supported",
                hint: "remove it, or put quotes around the value if it is text")
        }
        if let tag = event.tag {
            report(
                .aliasOrTag, start, "tags such as `\(shown(tag))` are not supported",
                hint: "remove it, or put quotes around the value if it is text")
        }
    }

    private mutating func isWithinLimits(at start: SourceLocation) -> Bool {
        if nodes > limits.nodes { return stop(start, "the file holds more than \(limits.nodes) values") }
        if diagnostics.count >= limits.problems {
            return stop(start, "too many problems; the rest of the file was not read")
        }
        return true
    }

    private mutating func stop(_ place: SourceLocation, _ message: String, hint: String? = nil) -> Bool {
        report(.malformedYAML, place, message, hint: hint)
        return false
    }

    private mutating func report(
        _ id: DiagnosticID, _ place: SourceLocation, _ message: String, hint: String? = nil
    ) {
        diagnostics.append(Diagnostic(id, at: place, message, hint: hint))
    }
}

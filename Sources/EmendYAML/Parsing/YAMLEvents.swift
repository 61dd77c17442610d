import CYAML

/// One step of libyaml, copied into Swift. Marks are indices in Unicode scalars.
struct YAMLEvent {
    enum Kind {
        case documentStart
        case streamEnd
        case alias(name: String)
        case scalar(text: String, style: YAMLScalar.Style)
        case sequenceStart
        case mappingStart
        case end
        /// What says nothing about the content.
        case other
    }

    let kind: Kind
    /// The name after `&`.
    let anchor: String?
    /// As it is written, such as `!!str`; nil when there is none.
    let tag: String?
    let start: Int
    let end: Int
}

/// What libyaml says about a file it can't read on.
struct YAMLFault: Error {
    let problem: String
    /// Nil where there is only an offset in bytes.
    let mark: Int?
    let byteOffset: Int
    let context: String?
    let contextMark: Int
}

/// libyaml's parser over borrowed bytes; deleted when it goes out of scope.
///
/// Events are used and not the document API, because documents resolve aliases and hide anchors and tags, all of which
/// are errors here. https://pyyaml.org/wiki/LibYAML
@safe struct YAMLEvents: ~Copyable {
    // The parser keeps pointers to itself, so it must not move.
    private let parser: UnsafeMutablePointer<yaml_parser_t>

    /// `bytes` must outlive this value. Nil when there is no memory.
    init?(_ bytes: UnsafeBufferPointer<UInt8>) {
        let created = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard unsafe yaml_parser_initialize(created) == 1 else {
            unsafe created.deallocate()
            return nil
        }
        unsafe parser = created
        unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        unsafe yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    }

    deinit {
        unsafe yaml_parser_delete(parser)
        unsafe parser.deallocate()
    }

    mutating func next() throws(YAMLFault) -> YAMLEvent {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe Self.fault(of: parser.pointee) }
        defer { unsafe yaml_event_delete(&event) }
        return unsafe Self.copy(event)
    }

    private static func copy(_ event: yaml_event_t) -> YAMLEvent {
        let data = unsafe event.data
        var (kind, anchor, tag) = (YAMLEvent.Kind.other, String?.none, String?.none)
        switch unsafe event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart
        case YAML_STREAM_END_EVENT: kind = .streamEnd
        case YAML_ALIAS_EVENT: kind = unsafe .alias(name: text(data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = unsafe data.scalar
            let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            kind = unsafe .scalar(text: String(decoding: bytes, as: UTF8.self), style: style(scalar.style))
            (anchor, tag) = unsafe (text(scalar.anchor), text(scalar.tag))
        case YAML_SEQUENCE_START_EVENT:
            kind = .sequenceStart
            (anchor, tag) = unsafe (text(data.sequence_start.anchor), text(data.sequence_start.tag))
        case YAML_MAPPING_START_EVENT:
            kind = .mappingStart
            (anchor, tag) = unsafe (text(data.mapping_start.anchor), text(data.mapping_start.tag))
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: kind = .end
        default: break
        }
        return unsafe YAMLEvent(
            kind: kind, anchor: anchor, tag: tag.map(written), start: event.start_mark.index, end: event.end_mark.index)
    }

    /// libyaml gives a tag in full: `tag:yaml.org,2002:str` for `!!str`.
    private static func written(_ tag: String) -> String {
        let standard = "tag:yaml.org,2002:"
        if tag.hasPrefix(standard) { return "!!" + tag.dropFirst(standard.count) }
        return tag.hasPrefix("!") ? tag : "!<\(tag)>"
    }

    private static func style(_ style: yaml_scalar_style_t) -> YAMLScalar.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        unsafe pointer.map { unsafe String(cString: $0) }
    }

    /// The parser's problem texts are constants of the library and hold nothing of the file.
    private static func fault(of parser: yaml_parser_t) -> YAMLFault {
        let isReaderFault = unsafe parser.error == YAML_READER_ERROR || parser.error == YAML_MEMORY_ERROR
        return unsafe YAMLFault(
            problem: parser.problem.map { unsafe String(cString: $0) } ?? "out of memory",
            mark: isReaderFault ? nil : parser.problem_mark.index, byteOffset: parser.problem_offset,
            context: parser.context.map { unsafe String(cString: $0) }, contextMark: parser.context_mark.index)
    }
}

import EmendCore
import EmendMatching

extension Leaf {
    /// What the input has to say before this can be asked; nil for the text, which is always there.
    var input: InputField? {
        switch self {
        case .text, .language: nil
        case .provider: .provider
        case .account: .account
        case .conversation: .conversation
        case .sender: .sender
        case .senderName: .senderName
        case .channel: .channel
        case .reply: .reply
        case .attachments: .attachments
        case .field: .fields
        case .time: .time
        }
    }
}

extension Leaf {
    /// Compares a value or two; no search, no identification of a language.
    var isCheap: Bool {
        switch self {
        case .text, .language, .field: false
        default: true
        }
    }
}

extension TextLeaf {
    /// How many places in the order of finds the leaf takes.
    var width: Int {
        switch test {
        case .regex(let patterns): patterns.count
        case .detect(let detectors, _, _): detectors.count
        case .keywords, .equals, .longerThan: 1
        }
    }

    /// Takes time that grows with the text.
    var isSearch: Bool {
        switch test {
        case .regex, .detect, .keywords: true
        case .equals, .longerThan: false
        }
    }
}

extension JSONValue {
    /// Strings as they are, numbers as written, `true`, `false`, `null`; nil for objects and arrays.
    var scalarText: ValidUTF8? {
        switch kind {
        case .string: text
        case .number: numberText.map { ValidUTF8($0) }
        case .bool: bool.map { $0 ? "true" : "false" }
        case .null: "null"
        case .array, .object: nil
        }
    }
}

extension ValidUTF8 {
    func isLonger(thanScalars count: Int) -> Bool {
        bytes.count > count && scalarCount > count
    }
}

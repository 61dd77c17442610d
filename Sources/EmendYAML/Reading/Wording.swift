/// Text of a file as diagnostics quote it: short and on one line.
func shown(_ text: String) -> String {
    var result = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < 40 else { return result + "…" }
        result += scalar.properties.generalCategory == .control ? scalar.escaped(asASCII: true) : String(scalar)
    }
    return result
}

extension YAMLNode {
    /// What stands here, in the words of diagnostics.
    package var kindName: String {
        switch content {
        case .scalar(let scalar):
            if scalar.isPrivate { "a secret value" } else if isNull { "nothing" } else { "`\(shown(scalar.text))`" }
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .invalid: "something unreadable"
        }
    }
}

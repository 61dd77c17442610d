import EmendCore

/// Text of a file as diagnostics quote it: short and on one line.
func shown(_ text: String) -> String {
    let scalars = text.unicodeScalars.prefix(41)
    let start = String(String.UnicodeScalarView(scalars.prefix(40))).onOneLine
    return scalars.count > 40 ? start + "…" : start
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

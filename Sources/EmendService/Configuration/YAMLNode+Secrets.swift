import EmendYAML

extension YAMLNode {
    /// The file with everything private that stands where a secret belongs: a secret in a wrong place or of a wrong form is
    /// told without being quoted.
    func hidingSecrets() -> YAMLNode {
        changing { key, value in
            switch key {
            case "admin": value.changing { $0 == "listen" ? $1 : $1.hidden }
            case "accounts":
                value.changing { _, account in
                    account.changing { ["credentials", "webhook"].contains($0) ? $1.hidden : $1 }
                }
            default: value
            }
        }
    }

    /// Anything else than a mapping stands where a mapping with secrets belongs.
    private func changing(_ change: (_ key: String, _ value: YAMLNode) -> YAMLNode) -> YAMLNode {
        guard let entries = mapping else { return hidden }
        let changed = entries.map { Entry(key: $0.key, value: change($0.key.text, $0.value)) }
        return YAMLNode(.mapping(changed), start: start, end: end)
    }

    private var hidden: YAMLNode { mapScalars { $0.replacingText(with: $0.text, isPrivate: true) } }
}

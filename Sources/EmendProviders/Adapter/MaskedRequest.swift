package import EmendCore

extension HTTPRequest {
    /// This request as it may be shown: secrets in headers, in the query and in the body are `***`.
    ///
    /// Rocket.Chat wants a visitor's token in the query and in the body; it opens all messages of that visitor.
    package var masked: HTTPRequest {
        var shown = self
        for index in shown.headers.fields.indices where Mask.isSecret(header: shown.headers.fields[index].name) {
            shown.headers.fields[index].value = Mask.mask
        }
        shown.target = Mask.masked(target: target)
        if let root = (try? JSONDocument(parsing: body))?.root, root["token"] != nil {
            shown.body = JSONWriter.object { writer in
                for member in root.members.map(\.self) {
                    writer.key(member.key)
                    if member.key == "token" { writer.string(Mask.mask) } else { writer.value(member.value) }
                }
            }
        }
        return shown
    }
}

private enum Mask {
    static let mask = "***"
    private static let words = ["authorization", "token", "secret", "key", "cookie", "password", "x-user-id"]

    static func isSecret(header name: String) -> Bool {
        let name = name.lowercased()
        return words.contains { name.contains($0) }
    }

    static func masked(target: String) -> String {
        guard let mark = target.firstIndex(of: "?") else { return target }
        let terms = target[target.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        return target[...mark]
            + terms.map { $0.hasPrefix("token=") ? "token=" + mask : String($0) }.joined(separator: "&")
    }
}

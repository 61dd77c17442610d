import EmendCore
import EmendStore

/// Whose text a provider shows, compared part by part with a change.
enum TextStanding: Hashable {
    /// The text the change was made for, or a part of it is and the rest is ours already: go on.
    case judged
    /// Every part that the change writes and the provider shows is as the change wants it.
    case ours
    /// Some part is neither.
    case other

    /// A part that was not shown says nothing; a part that was never judged makes it another text.
    init(of shown: TextVersion, for change: PendingChange) {
        var (isOurs, isJudged) = (false, false)
        for part in shown.parts {
            if let planned = change.planned[part.key], planned == part.fingerprint {
                isOurs = true
            } else if let judged = change.judged[part.key], judged == part.fingerprint {
                if change.planned[part.key] != nil { isJudged = true }
            } else {
                self = .other
                return
            }
        }
        self = isOurs && !isJudged ? .ours : .judged
    }
}

extension ValidUTF8 {
    /// Whether a provider that stored this text would serve `other`: equal after NFC, CRLF to LF and trimming.
    func isServed(as other: ValidUTF8) -> Bool {
        if self == other { return true }
        // Swift compares strings by canonical equivalence, which is what comparing their NFC forms tells.
        return normalizedForComparison == other.normalizedForComparison
    }

    private var normalizedForComparison: String {
        var scalars = String.UnicodeScalarView()
        var pendingReturn = false
        for scalar in string.unicodeScalars {
            if pendingReturn && scalar != "\n" { scalars.append("\r") }
            pendingReturn = scalar == "\r"
            if !pendingReturn { scalars.append(scalar) }
        }
        if pendingReturn { scalars.append("\r") }
        let isSpace = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}

extension Message {
    /// Whether this message, as served after a call, shows what `change` sent and nothing new beside it.
    func shows(_ change: PendingChange, version: TextVersion) -> Bool {
        var edits = 0
        for part in text.parts {
            if let edit = change.change.text.first(where: { $0.part == part.key }) {
                guard edit.newText.isServed(as: part.text) else { return false }
                edits += 1
            } else if let planned = change.planned[part.key] {
                // Written by an earlier attempt.
                guard planned == version[part.key] else { return false }
                edits += 1
            } else if let judged = change.judged[part.key], judged != version[part.key] {
                return false
            }
        }
        return edits > 0
    }
}

package import EmendCore

/// One part of a message while it is judged: the text, and what several matchers want to know about it.
///
/// Each derived form is made once, when it is first asked for. Belongs to one thread.
package final class Subject {
    package let text: ValidUTF8
    /// Counts and byte classes of the raw text; cheap, so made at once.
    let profile: TextProfile

    package init(_ text: ValidUTF8) {
        self.text = text
        profile = TextProfile(text.bytes)
    }

    /// Nil when it equals the raw text, as for everything in ASCII.
    package private(set) lazy var normalized: NormalizedView? =
        profile.isASCII ? nil : NormalizedView(of: text)

    /// For steps by whole characters.
    private(set) lazy var characters = CharacterPlaces(of: text)

    /// The raw text folded for comparison without case.
    private(set) lazy var folded = FoldedText(text.bytes, isASCII: profile.isASCII)

    /// The raw text folded, with letters and their accents as one scalar; nil when there is no accent by itself.
    private(set) lazy var composed: FoldedText? = profile.mayHoldAccents ? FoldedText(composing: text.bytes) : nil

    /// The normalised text folded; nil when there is none.
    private(set) lazy var foldedNormalized: FoldedText? = normalized.map {
        FoldedText($0.text.bytes, isASCII: false)
    }

    /// As ``composed``, of the normalised text.
    private(set) lazy var composedNormalized: FoldedText? = normalized.flatMap {
        $0.profile.mayHoldAccents ? FoldedText(composing: $0.text.bytes) : nil
    }
}

@available(*, unavailable)
extension Subject: Sendable {}

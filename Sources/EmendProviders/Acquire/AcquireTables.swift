import EmendCore

/// Acquire's API as documented for `case-message` objects (developer.acquire.io, read 2026-11).
enum AcquireTables {
    static var capabilities: Capabilities {
        Capabilities(
            provider: .acquire, redact: .yes,
            tag: .no("no documented call gives a message or its case a tag; use translate, or flag"),
            metadata: .no("the metadata of a message can only be read; use flag"),
            translate: .limited("sets `translateLangKey`; the text is sent along"),
            markDelivered: .no("the API knows no delivered state; use flag"),
            markRead: .no("`seen` can only be read; use flag"),
            updateNeedsRead: false, updateReturnsMessage: false)
    }
}

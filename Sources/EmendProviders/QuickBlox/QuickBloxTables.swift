import EmendCore

/// QuickBlox's REST API for chat messages (docs.quickblox.com, `PUT /chat/Message/{id}.json`, read 2026-11).
enum QuickBloxTables {
    static var capabilities: Capabilities {
        Capabilities(
            provider: .quickblox, redact: .limited("written as the sender of the message"),
            tag: .no("the API updates neither tags nor other fields of a message; use flag"),
            metadata: .no("the API updates no custom fields of a message; use flag"),
            translate: .no("a message has no place for a language; use flag"),
            markDelivered: .yes, markRead: .yes, updateNeedsRead: false, updateReturnsMessage: false)
    }
}

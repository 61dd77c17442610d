package import EmendCore

/// Puts the pages of one read together and decides whether a further page must be asked for.
///
/// A server that ignores the paging of the request answers every page alike; so the read ends, whatever the adapter says,
/// with the first page that brings no message which an earlier page lacked.
package struct PagedRead: Sendable {
    package let target: ReadTarget
    /// The page to ask for next, from 0.
    package private(set) var page = 0
    /// Everything read so far, each message once.
    package private(set) var event = Event()
    private var seen: Set<ValidUTF8> = []

    package init(_ target: ReadTarget) { self.target = target }

    /// Takes the page that ``page`` asked for, as `ReadAnswer.found` tells it.
    ///
    /// - Returns: Whether ``page``, which has moved on, must be read too.
    package mutating func add(_ found: Event, more: Bool) -> Bool {
        page += 1
        var isNew = false
        for message in found.messages where seen.insert(message.key.id).inserted {
            event.messages.append(message)
            isNew = true
        }
        for skipped in found.skipped {
            if let id = skipped.messageID {
                guard seen.insert(id).inserted else { continue }
                isNew = true
            }
            event.skipped.append(skipped)
        }
        for key in found.deleted where seen.insert(key.id).inserted {
            event.deleted.append(key)
            isNew = true
        }
        // A page for one message holds it or nothing: there the adapter's own word counts, up to the bound.
        if case .message = target { return more && page < PagedRead.mostPagesForOneMessage }
        return more && isNew
    }

    /// The whole read, with the text that stands on the conversation alone as a message of its own.
    package func finished(by adapter: some ProviderAdapter) -> Event {
        var event = event
        if let message = adapter.looseMessage(of: target, beside: event) { event.messages.append(message) }
        return event
    }

    private static let mostPagesForOneMessage = 16
}

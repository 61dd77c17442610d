package import EmendCore

/// Puts the pages of one read together and decides whether a further page must be asked for.
///
/// A server that ignores the paging of the request answers every page alike; so the read ends, whatever the adapter says,
/// with the first page that brings no message which an earlier page lacked.
package struct PagedRead: Sendable {
    package let target: ReadTarget
    /// The page to ask for next.
    package private(set) var page = ReadPage.first
    /// Everything read so far, each message once.
    package private(set) var event = Event()
    /// Whether nothing was left out: neither an entry that is too large for an answer, nor what lies behind the last page.
    package private(set) var isWhole = true
    private var pages = 0
    /// The entry behind the last one that came.
    private var reached = 0
    private var seen: Set<ValidUTF8> = []
    /// Of all entries, whether the read is about them or not.
    private var listed: Set<ValidUTF8> = []

    package init(_ target: ReadTarget) { self.target = target }

    /// Takes the page that ``page`` asked for, as `ReadAnswer.found` tells it.
    ///
    /// - Returns: Whether ``page``, which has moved on, must be read too.
    package mutating func add(_ found: Event, more: Bool) -> Bool {
        // By what came, not by what was asked for: a server may cap its pages. They overlap a little, since a message that is
        // deleted meanwhile moves the others forward.
        let count = found.listed?.count ?? page.limit
        let end = page.skip + count
        // A small page may lie where pages overlap, and then says nothing of what comes behind it.
        var isNew = count >= page.limit && end <= reached
        reached = max(reached, end)
        page.skip += max(1, count - max(1, count / 16))
        page.limit = min(page.limit * 2, ReadPage.first.limit)
        for id in found.listed ?? [] where id.isEmpty || listed.insert(id).inserted { isNew = true }
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
        return more && isNew && mayGoOn()
    }

    /// The answer to ``page`` was too large to be taken: smaller pages are asked for, and an entry that alone is too large
    /// is left out.
    ///
    /// - Returns: Whether ``page`` must be read.
    package mutating func shrink() -> Bool {
        if page.limit > 1 {
            page.limit /= 2
        } else {
            page.skip += 1
            isWhole = false
        }
        return mayGoOn()
    }

    private mutating func mayGoOn() -> Bool {
        pages += 1
        if pages >= PagedRead.mostPages { isWhole = false }
        return pages < PagedRead.mostPages
    }

    /// The whole read, with the text that stands on the conversation alone as a message of its own.
    package func finished(by adapter: some ProviderAdapter) -> Event {
        var event = event
        if let message = adapter.looseMessage(of: target, beside: event) { event.messages.append(message) }
        return event
    }

    /// Answers to one read; a conversation that needs more is somebody's attempt to make work.
    package static let mostPages = 512
}

import EmendCore
import EmendProviders
import EmendStore

/// Values that delivery tests start from: one Amity message whose text holds a card number.
enum Samples {
    static let judged: ValidUTF8 = "card 4111 1111 1111 1111"
    static let redacted: ValidUTF8 = "card [credit_card]"
    static let key = MessageKey(realm: "chat", id: "m1")
    static let keys = {
        do { return try KeyRing.published() } catch { fatalError("GnuTLS gives no key") }
    }()

    static func account(_ verify: AccountSettings.Verify = .both) throws -> AccountSettings {
        var account = AccountSettings(
            name: "chat", provider: .amity, url: try URLOrigin("http://127.0.0.1:1"), realm: "chat",
            rate: Rate(100, per: .seconds(5)))
        account.verify = verify
        account.credentials = ["token": Secret("t")]
        return account
    }

    static func message(_ text: ValidUTF8, stamp: Int64 = 1) -> Message {
        var message = Message(
            account: "chat", provider: .amity, key: key, text: TextView(text: text),
            sender: Sender(.visitor, isCertain: false), arrival: .read)
        message.stamp = Timestamp(seconds: stamp)
        message.contentType = "text"
        return message
    }

    static func version(_ text: ValidUTF8) -> TextVersion { keys.version(key, TextView(text: text)) }

    /// A change that redacts the judged text and does what `add` adds.
    static func change(
        startedAt: Timestamp? = nil, redacts: Bool = true, _ add: (inout Change) -> Void = { _ in }
    ) -> PendingChange {
        var change = Change()
        if redacts {
            let edit = Replacement(5..<24, with: "[credit_card]")
            change.text = [PartEdit(part: .text, replacements: [edit], newText: redacted)]
        }
        add(&change)
        return PendingChange(
            target: ChangeTarget(key: key, conversation: "c1", address: MessageAddress()), change: change,
            judged: version(judged), planned: keys.version(key, planned: change), startedAt: startedAt,
            waiting: change.effects, expiresAt: Timestamp(seconds: 100_000))
    }

    static func item(_ work: OutboxItem.Work) -> OutboxItem {
        OutboxItem(
            id: OutboxID(7), revision: 1, account: "chat", realm: "chat", committedAt: Timestamp(seconds: 10),
            failures: 0, work: work)
    }
}

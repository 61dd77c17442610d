package import EmendCore
package import EmendProviders
package import EmendStore

/// What a delivery wants done next. The dispatcher does it and answers with the ``DeliveryEvent`` that fits.
package enum DeliveryStep: Sendable {
    /// Send the call that reads the target; answered by `read`.
    case read(ReadTarget, page: ReadPage)
    /// Send the call that reads the conversation's own record; answered by `record`.
    case readRecord(Call)
    /// Write durably that a call is about to be sent; answered by `started`.
    case start
    /// Send one call; answered by `answered`, `unreachable` or `notSent`.
    case send(Call)
    /// Judge and commit what a read showed; answered by `committed`.
    case commit(Event, answering: ReadReceipt)
    /// Report to the store; answered by `settled`.
    case settle(Settlement)
    /// Report a failure, to be tried again after what the retry policy says; answered by `settled`. `isUnsent`: it is
    /// certain that the provider did nothing of the change.
    case retry(RetryAdvice, isUnsent: Bool)
    /// Put back without counting a failure, due at once: its account was paused; answered by `settled`.
    case putBack(isUnsent: Bool)
    /// Nothing more: the row is let go.
    case release
}

/// What the dispatcher tells a delivery.
package enum DeliveryEvent: Sendable {
    /// The row was claimed. `mustRead` asks for a look at the message whatever `verify` says of reading before.
    case begin(now: Timestamp, mustRead: Bool)
    case read(ReadAnswer, sentAt: Timestamp)
    case record(RecordAnswer)
    /// False: the row changed since it was claimed.
    case started(Bool)
    case answered(CallOutcome, sentAt: Timestamp)
    /// No answer came; whether the provider got the request is not known.
    case unreachable
    /// The request cannot have reached the provider.
    case notSent
    /// One verdict per message that was given, in order.
    case committed([LedgerVerdict])
    case settled(SettleOutcome)
}

/// What people and counters should hear of; collected by a delivery, taken by the dispatcher after each step.
package enum DeliveryNote: Hashable, Sendable {
    /// The credentials are not accepted: the account's calls stop until someone resumes them.
    case pauseAccount
    /// A read of the realm succeeded.
    case realmIsReadable
    /// The provider refuses reads, and none has succeeded so far.
    case realmIsUnreadable
    case redactionRefused(RefusedReason)
    /// The API cannot hide the text, which stays as it is.
    case redactionImpossible(ImpossibleReason)
    case receipt(EffectKey, Receipt)
    /// The text served after our call is neither ours nor clean.
    case alteredNotClean
    /// A newer text was committed while our call was in flight.
    case overtaken
    /// Redactions that were overtaken have their receipt.
    case confirmed([ConfirmedRedaction])
    /// The answer to a read cannot be understood; it will be made again.
    case readUnusable
    /// A read that nobody can make was given up; what it would have shown was not judged.
    case readAbandoned
}

/// Whether messages of a realm can be read, as far as is known.
package enum Readability: Hashable, Sendable {
    /// No read has been answered yet.
    case unknown
    case readable
    /// The provider refuses reads and none has ever succeeded.
    case unreadable
}

/// What a delivery knows of its account; pure functions and values.
package struct DeliveryContext {
    package var account: AccountSettings
    package var adapter: any ProviderAdapter
    package var readability: Readability
    /// Fingerprints of a message's parts.
    package var version: (Message) -> TextVersion
    /// Whether the rules would leave the text of a message as it is.
    package var isClean: (Message) -> Bool

    package init(
        account: AccountSettings, adapter: any ProviderAdapter, readability: Readability,
        version: @escaping (Message) -> TextVersion, isClean: @escaping (Message) -> Bool
    ) {
        (self.account, self.adapter, self.readability) = (account, adapter, readability)
        (self.version, self.isClean) = (version, isClean)
    }
}

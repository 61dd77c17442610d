package import EmendCore
package import EmendCrypto

/// The keys that are derived from `root`. Immutable, so any thread may use it.
package final class KeyRing: Sendable {
    private let ledger: SecretBytes
    private let tokens: SecretBytes
    private let address: SecretBytes
    private let rulesets: SecretBytes

    package init(root: SecretBytes) throws(CryptoError) {
        ledger = try hkdfSHA256(root: root, info: Array("emend ledger".utf8))
        tokens = try hkdfSHA256(root: root, info: Array("emend token".utf8))
        address = try hkdfSHA256(root: root, info: Array("emend address".utf8))
        rulesets = try hkdfSHA256(root: root, info: Array("emend ruleset".utf8))
    }

    /// The keys of an existing store, for those who read beside the server.
    ///
    /// - Throws: ``StoreError`` of kind `keys` when the folder or its `root` is missing or open to others.
    package convenience init(directory: String) throws(StoreError) {
        let root = try KeyDirectory(existing: directory).root(creating: false)
        do throws(CryptoError) {
            try self.init(root: root)
        } catch {
            throw StoreError(kind: .keys, code: 0, message: "cannot derive keys: \(error)")
        }
    }

    /// Keys that everybody knows, for commands that keep nothing: `test`, `replay` and `scan` give the same tokens everywhere.
    package static func published() throws(CryptoError) -> KeyRing {
        try KeyRing(root: SecretBytes([UInt8](repeating: 0x45, count: KeyDirectory.keyBytes)))
    }

    /// The fingerprint of one part of one message; takes about a microsecond.
    package func fingerprint(_ key: MessageKey, _ part: PartKey, _ text: ValidUTF8) -> Fingerprint {
        var input: [UInt8] = []
        input.reserveCapacity(key.realm.utf8.count + key.id.bytes.count + text.bytes.count + 16)
        // Each length before its field, so that no two messages give the same bytes.
        input.appendPrefixed(key.realm.utf8)
        input.appendPrefixed(key.id.bytes)
        input.append(part.kind.rawValue)
        input.append(UInt8(truncatingIfNeeded: part.index >> 8))
        input.append(UInt8(truncatingIfNeeded: part.index))
        input.append(contentsOf: text.bytes)
        let (high, low) = hmacSHA256(key: ledger, input).leadingWords
        return Fingerprint(high: high, low: low)
    }

    package func fingerprint(realm: String, messageID: ValidUTF8, part: PartKey, text: ValidUTF8) -> Fingerprint {
        fingerprint(MessageKey(realm: realm, id: messageID), part, text)
    }

    /// Fingerprints of all parts of a text.
    package func version(_ key: MessageKey, _ text: TextView) -> TextVersion {
        TextVersion(text.parts.map { TextVersion.Part($0.key, fingerprint(key, $0.key, $0.text)) })
    }

    /// Fingerprints of the texts that a change writes.
    package func version(_ key: MessageKey, planned change: Change?) -> TextVersion {
        TextVersion((change?.text ?? []).map { TextVersion.Part($0.part, fingerprint(key, $0.part, $0.newText)) })
    }

    /// What stands for `value` in redacted text: eight letters a to z, the same for the same entity and value.
    package func token(entity: String, value: ValidUTF8) -> String {
        var input: [UInt8] = []
        input.appendPrefixed(entity.utf8)
        input.append(contentsOf: value.bytes)
        var number = hmacSHA256(key: tokens, input).leadingWords.0
        let letters = (0..<8).map { _ in
            defer { number /= 26 }
            return UInt8(ascii: "a") + UInt8(number % 26)
        }
        return String(decoding: letters, as: UTF8.self)
    }

    func seal(credential: Secret, of key: MessageKey) throws(CryptoError) -> [UInt8] {
        try SealedBox.seal(credential.bytes, key: address, associatedData: key.associatedData)
    }

    /// Rule files quote what they are to find, so their text is not kept in clear either.
    func seal(ruleset source: [UInt8], digest: String) throws(CryptoError) -> [UInt8] {
        try SealedBox.seal(source, key: rulesets, associatedData: Array(digest.utf8))
    }

    /// Nil when the bytes are damaged, or were sealed under another root or digest.
    func open(ruleset sealed: [UInt8], digest: String) -> [UInt8]? {
        try? SealedBox.open(sealed, key: rulesets, associatedData: Array(digest.utf8))
    }

    /// Nil when the bytes are damaged or belong to another message.
    func open(credential: [UInt8], of key: MessageKey) -> Secret? {
        (try? SealedBox.open(credential, key: address, associatedData: key.associatedData)).map { Secret($0) }
    }
}

extension MessageKey {
    /// Binds what is sealed to the message it belongs to.
    var associatedData: [UInt8] {
        var bytes: [UInt8] = []
        bytes.appendPrefixed(realm.utf8)
        bytes.append(contentsOf: id.bytes)
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func appendPrefixed(_ field: some Collection<UInt8>) {
        let count = UInt32(clamping: field.count)
        for shift in [24, 16, 8, 0] as [UInt32] { append(UInt8(truncatingIfNeeded: count >> shift)) }
        append(contentsOf: field)
    }
}

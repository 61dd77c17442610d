import EmendCore
import EmendCrypto
import EmendPlatform

/// The keys that seal what waits in the outbox. For the writer thread alone.
///
/// A key is destroyed when nothing waits that was sealed with it, so that neither the log of the database nor a backup of
/// it ever becomes readable.
struct SealKeys {
    /// How long one key seals new rows.
    private static let lifetime = Duration.seconds(24 * 3600)

    struct OpenKey {
        var id: Int64
        var madeAt: Timestamp
    }

    private let directory: KeyDirectory
    private var open: OpenKey?
    /// Nil values are keys whose file is gone.
    private var keys: [Int64: SecretBytes?] = [:]

    init(_ directory: KeyDirectory) { self.directory = directory }

    mutating func seal(
        _ plaintext: [UInt8], associatedData: [UInt8], at: Timestamp
    ) throws(StoreError) -> (key: Int64, bytes: [UInt8]) {
        let (id, key) = try keyForSealing(at: at)
        do throws(CryptoError) {
            return (id, try SealedBox.seal(plaintext, key: key, associatedData: associatedData))
        } catch {
            throw StoreError(kind: .keys, code: 0, message: "cannot seal: \(error)")
        }
    }

    /// Nil when the key is gone or the bytes are damaged.
    ///
    /// - Throws: When the file of the key is there and cannot be read: that may pass, and nothing is given up for it.
    mutating func open(
        _ sealed: [UInt8], key id: Int64, associatedData: [UInt8]
    ) throws(StoreError) -> [UInt8]? {
        guard let key = try key(id) else { return nil }
        return try? SealedBox.open(sealed, key: key, associatedData: associatedData)
    }

    /// Destroys the keys that nothing is sealed with.
    ///
    /// A file that cannot be removed is tried again at the next call.
    mutating func removeUnused(_ isUsed: (Int64) throws(StoreError) -> Bool) throws(StoreError) {
        for (id, key) in keys where key != nil {
            guard try !isUsed(id), (try? directory.remove(Self.name(id))) != nil else { continue }
            keys[id] = nil
            if open?.id == id { open = nil }
        }
    }

    /// Destroys the files of keys that seal nothing: a crash can leave them.
    mutating func removeOrphans(keeping used: Set<Int64>) throws(StoreError) {
        for name in try directory.names() {
            guard name.hasPrefix("seal-"), let id = Int64(name.dropFirst(5), radix: 16), !used.contains(id) else {
                continue
            }
            do throws(FileError) { try directory.remove(name) } catch { throw StoreError(error) }
        }
        for id in used { _ = try key(id) }
    }

    private mutating func keyForSealing(at: Timestamp) throws(StoreError) -> (Int64, SecretBytes) {
        if let open, at - open.madeAt < Self.lifetime, let key = try key(open.id) { return (open.id, key) }
        let id = Int64(bitPattern: SystemRandom.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }) & .max
        let key = try directory.make(Self.name(id))
        keys[id] = key
        open = OpenKey(id: id, madeAt: at)
        return (id, key)
    }

    private mutating func key(_ id: Int64) throws(StoreError) -> SecretBytes? {
        if let known = keys[id] { return known }
        let read = try directory.key(Self.name(id))
        keys[id] = .some(read)
        return read
    }

    private static func name(_ id: Int64) -> String { "seal-" + String(id, radix: 16) }
}

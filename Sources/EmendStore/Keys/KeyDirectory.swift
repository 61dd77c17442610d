package import EmendCrypto
import EmendPlatform

/// The folder that holds the keys, mode 0700; each file is 32 bytes, mode 0600.
///
/// Only `root` belongs into a backup, and apart from the store; `seal-…` files live hours and are destroyed after use.
package struct KeyDirectory: Sendable {
    package static let keyBytes = 32

    let path: String

    /// Makes the folder if need be.
    package init(_ path: String) throws(StoreError) {
        do throws(FileError) {
            if !FileSystem.exists(path) { try FileSystem.createDirectory(path, mode: 0o700) }
        } catch {
            throw StoreError(error)
        }
        try self.init(existing: path)
    }

    package init(existing path: String) throws(StoreError) {
        self.path = path
        let status: FileStatus
        do throws(FileError) {
            status = try FileSystem.status(path)
        } catch {
            throw StoreError(error)
        }
        guard status.kind == .directory else { throw Self.failure("\(path): not a folder") }
        guard status.mode & 0o077 == 0 else {
            throw Self.failure("\(path): other users can reach the keys; run chmod 700")
        }
    }

    /// Reads the root key.
    ///
    /// - Parameter creating: Whether a missing one is made; false when the store holds what was made with another.
    package func root(creating: Bool) throws(StoreError) -> SecretBytes {
        if let key = try key("root") { return key }
        guard creating else {
            throw Self.failure(
                "\(file("root")): missing, but the store was written with it; restore the file from its backup")
        }
        return try make("root")
    }

    /// The key of that name; nil when there is no such file.
    func key(_ name: String) throws(StoreError) -> SecretBytes? {
        let path = file(name)
        let (status, bytes): (FileStatus, [UInt8])
        do throws(FileError) {
            status = try FileSystem.status(path)
            bytes = try FileSystem.read(path, limitBytes: 4096)
        } catch {
            if error.isMissing { return nil }
            throw StoreError(error)
        }
        guard status.mode & 0o077 == 0 else {
            throw Self.failure("\(path): other users can read it; run chmod 600")
        }
        guard bytes.count == Self.keyBytes else {
            throw Self.failure("\(path): has \(bytes.count) bytes, \(Self.keyBytes) are needed")
        }
        return SecretBytes(bytes)
    }

    /// Makes a key, on the disk before this returns.
    func make(_ name: String) throws(StoreError) -> SecretBytes {
        let key: SecretBytes
        do throws(CryptoError) {
            key = try SecretBytes(random: Self.keyBytes)
        } catch {
            throw Self.failure("\(file(name)): \(error)")
        }
        do throws(FileError) {
            try FileSystem.write(key.exposedBytes, to: file(name), mode: 0o600, replacing: false)
        } catch {
            throw StoreError(error)
        }
        return key
    }

    /// Destroys a key; a missing file is as good.
    func remove(_ name: String) throws(FileError) {
        do throws(FileError) {
            try FileSystem.unlink(file(name))
        } catch  where error.isMissing {}
    }

    func names() throws(StoreError) -> [String] {
        do throws(FileError) { return try FileSystem.filesRecursively(in: path) } catch { throw StoreError(error) }
    }

    private func file(_ name: String) -> String { FilePath.join(path, name) }

    private static func failure(_ message: String) -> StoreError { StoreError(kind: .keys, code: 0, message: message) }
}

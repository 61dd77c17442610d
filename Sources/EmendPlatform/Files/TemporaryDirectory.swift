import Glibc

/// A folder of its own below `$TMPDIR` (or `/tmp`), mode 0700, removed with all that is in it when its owner goes.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws(FileError) {
        let parent = Environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        path = FilePath.join(parent, "emend-" + FileSystem.randomSuffix())
        guard unsafe mkdir(path, 0o700) == 0 else { throw .current(path, cannotBe: .created) }
    }

    deinit {
        // What cannot be removed is left to whoever cleans the temporary folder; it is private by its mode.
        try? FileSystem.removeRecursively(path)
    }

    /// The path of something in the folder.
    package func file(_ name: String) -> String { FilePath.join(path, name) }
}

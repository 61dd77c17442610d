package import EmendCore
import EmendPlatform
package import EmendRules

/// Rule files on the disk: what the `rules:` list and the command line name, read for EmendRules, which reads none.
package enum RuleFiles {
    /// Expands folders (`*.yaml` and `*.yml` below them, by the bytes of their paths) and reads every file.
    ///
    /// A file that is named twice is read once, at its first place. Names below the working folder are shown relative
    /// to it.
    ///
    /// - Returns: What could be read; the rest is `E001`.
    package static func read(_ paths: [String]) -> (files: [SourceFile], diagnostics: [Diagnostic]) {
        let working = (try? FileSystem.realPath(".")).map { $0 == "/" ? $0 : $0 + "/" } ?? "/"
        var files: [SourceFile] = []
        var diagnostics: [Diagnostic] = []
        var seen = Set<String>()
        for path in paths {
            do throws(FileError) {
                for (file, name) in try expand(shown(path, from: working))
                where seen.insert(identity(of: file)).inserted {
                    let bytes = try FileSystem.read(file, limitBytes: 16 << 20)
                    files.append(SourceFile(path: file, name: name, bytes: bytes))
                }
            } catch {
                diagnostics.append(unreadable(error))
            }
        }
        if files.isEmpty, diagnostics.isEmpty, let first = paths.first {
            let hint = "rule files end in .yaml or .yml"
            let place = SourceLocation(file: first, line: 1, column: 1)
            diagnostics.append(Diagnostic(.unreadableFile, at: place, "no rule file is there", hint: hint))
        }
        return (files, diagnostics)
    }

    /// Compared by bytes: a name may hold characters of several bytes, and need not be in a normal form.
    private static func shown(_ path: String, from working: String) -> String {
        if (path + "/").utf8.elementsEqual(working.utf8) { return "." }
        guard path.utf8.starts(with: working.utf8) else { return path }
        let rest = String(decoding: path.utf8.dropFirst(working.utf8.count), as: UTF8.self)
        return rest.isEmpty ? "." : rest
    }

    /// The files of an entry; their names are relative to it, and a file by itself has its last name.
    private static func expand(_ path: String) throws(FileError) -> [(path: String, name: String)] {
        guard try FileSystem.status(path).kind == .directory else {
            return [(path, path.split(separator: "/").last.map(String.init) ?? path)]
        }
        return try FileSystem.filesRecursively(in: path)
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            .map { (path == "." ? $0 : FilePath.join(path, $0), $0) }
    }

    /// A pipe such as `<(command)` of the shell has no path but the one it is given by.
    private static func identity(of path: String) -> String { (try? FileSystem.realPath(path)) ?? path }

    private static func unreadable(_ error: FileError) -> Diagnostic {
        Diagnostic(
            .unreadableFile, at: SourceLocation(file: error.path, line: 1, column: 1),
            "cannot be \(error.operation) (\(error.reason))")
    }

    /// The TZif file of a zone such as `Europe/Berlin`; nil when there is none.
    package static func zone(named name: String) -> [UInt8]? {
        let isPlain = name.utf8.allSatisfy {
            switch $0 {
            case 48...57, 65...90, 97...122, UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        guard isPlain, !name.hasPrefix("/"), !name.hasSuffix("/"), !name.isEmpty else { return nil }
        return try? FileSystem.read("/usr/share/zoneinfo/" + name, limitBytes: 1 << 20)
    }
}

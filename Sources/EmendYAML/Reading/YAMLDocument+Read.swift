import EmendCore

extension YAMLDocument {
    /// Parses a file and reads its root with `reader`; everything wrong goes to `log`.
    ///
    /// A file that isn't YAML to its end is not read at all, since half a file would give false findings.
    package static func read<Value>(
        _ bytes: [UInt8], file: String, as reader: ValueReader<Value>, _ log: DiagnosticLog
    ) -> Value? {
        let (root, diagnostics) = parse(bytes, file: file)
        diagnostics.forEach(log.append)
        guard let root else {
            if diagnostics.isEmpty {
                log.report(.missingKey, at: SourceLocation(file: file, line: 1, column: 1), "the file is empty")
            }
            return nil
        }
        return reader.read(root, "the file", log)
    }
}

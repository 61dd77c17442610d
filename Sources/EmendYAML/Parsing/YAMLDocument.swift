package import EmendCore

/// Reads YAML files: one document, UTF-8, without aliases, anchors, tags, merge keys, duplicate or nested keys.
package enum YAMLDocument {
    /// - Parameter file: The name that diagnostics carry.
    /// - Returns: `root` is nil for an empty file and where YAML ends in the middle. Everything that could be found in
    ///   one run is reported, in the order of the file.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = YAMLLimits()
    ) -> (root: YAMLNode?, diagnostics: [Diagnostic]) {
        let source = YAMLSource(bytes, file: file)
        if let fault = source.firstFault(limits: limits) { return (nil, [fault]) }
        var builder = TreeBuilder(source, limits: limits)
        unsafe source.bytes.withUnsafeBufferPointer { buffer in
            guard var events = unsafe YAMLEvents(buffer) else {
                return builder.fail(
                    YAMLFault(problem: "out of memory", mark: nil, byteOffset: 0, context: nil, contextMark: 0))
            }
            do throws(YAMLFault) {
                while builder.take(try events.next()) {}
            } catch {
                builder.fail(error)
            }
        }
        return (builder.root, builder.diagnostics)
    }
}

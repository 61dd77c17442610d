// The fuzzer of the JSON reader, writer and splicer. Built by run.sh together with EmendCore's sources as one module.

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzJSON(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    precondition(
        (ValidUTF8(validating: bytes) != nil) == (String(validating: bytes, as: UTF8.self) != nil),
        "UTF-8 is judged otherwise than by the standard library")
    _ = Timestamp(rfc3339: ValidUTF8(repairing: bytes))
    let document = try? JSONDocument(parsing: bytes)
    precondition((document != nil) == ReferenceJSON.accepts(bytes), "accepted or refused against the grammar")
    guard let document else { return 0 }
    precondition((try? JSONConsistency.isKept(document)) == true, "an accepted document is not kept")
    checkSplice(document.root, seed: UInt64(truncatingIfNeeded: count))
    return 0
}

/// Applies random edits and compares the outcome with the tree that was asked for.
private func checkSplice(_ root: JSONValue, seed: UInt64) {
    var random = RandomJSON(seed: seed)
    var edits: [JSONSplice.Edit] = []
    let expected = random.edit(root, isElement: false, into: &edits) ?? .null
    let outcome = try? JSONDocument(parsing: JSONSplice.bytes(of: root, applying: edits))
    precondition(outcome.map { JSONTree($0.root) } == expected, "the splice gave another tree")
}

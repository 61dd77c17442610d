package import EmendCore

extension GleapAdapter {
    /// Rich text with a paragraph for each line, in a ticket without tags.
    package func sample(_ text: ValidUTF8, of key: MessageKey) -> ProviderSample? {
        // The ticket has an id of its own, or the message would count as the ticket's text.
        let ticket = ValidUTF8("ticket-of-" + key.id.string)
        let answer = JSONWriter.array { list in
            list.object { message in
                message.member("_id", text: key.id)
                message.member("ticket", text: ticket)
                message.member("type", string: "TEXT")
                message.member(
                    "data", object: { $0.member("content", object: { Self.document(of: text, into: &$0) }) })
            }
        }
        let record = JSONWriter.object { $0.member("_id", text: ticket) }
        return message(of: key, in: ticket, shownBy: answer).map { message in
            ProviderSample(message, record: try? JSONDocument(parsing: record).root)
        }
    }

    /// https://prosemirror.net/docs/guide/#doc.data_structures; an empty paragraph has no content.
    private static func document(of text: ValidUTF8, into writer: inout JSONWriter) {
        writer.member("type", string: "doc")
        writer.member(
            "content",
            array: { blocks in
                for line in text.bytes.split(separator: 10, omittingEmptySubsequences: false) {
                    blocks.object { block in
                        block.member("type", string: "paragraph")
                        guard !line.isEmpty else { return }
                        block.member(
                            "content",
                            array: { nodes in
                                nodes.object { node in
                                    node.member("type", string: "text")
                                    node.member("text", text: ValidUTF8(repairing: Array(line)))
                                }
                            })
                    }
                }
            })
    }
}

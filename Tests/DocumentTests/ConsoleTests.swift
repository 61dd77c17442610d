import TestSupport
import Testing

struct ConsoleTests {
    static let pages = Page.all.filter { !ConsoleSession($0).isEmpty }

    @Test(arguments: pages)
    func `prints what the page shows for each command`(_ page: Page) throws {
        let session = ConsoleSession(page)
        let outputs = try session.run()
        #expect(outputs.count == session.commands.count, "the shell ended before the last command")
        for (command, found) in zip(session.commands, outputs) where !Shown.covers(command.expected, found) {
            Issue.record(
                "\(page.path):\(command.line): $ \(command.text)\n\(found.joined(separator: "\n"))")
        }
    }

    @Test func `takes three dots for anything, and nothing else for it`() {
        #expect(Shown.covers(["a", "...", "c"], ["a", "b", "b", "c"]))
        #expect(Shown.covers(["a", "..."], ["a"]))
        #expect(!Shown.covers(["a", "...", "c"], ["a", "b"]))
        #expect(!Shown.covers(["a"], ["a", "b"]))
        #expect(Shown.isLike("at ... by ...", "at 10:00 by me") && Shown.isLike("a...b", "ab"))
        #expect(!Shown.isLike("a...b", "ac") && !Shown.isLike("at ...", "to me"))
    }

    @Test func `shows commands on the first page`() {
        #expect(Self.pages.contains { $0.path == "README.md" })
    }
}

import EmendCore
import EmendPlatform

/// From the words of the command line to an exit code.
enum Program {
    /// In the order of the help.
    static let commands: [any Command.Type] = [
        ServeCommand.self, CheckCommand.self, TestCommand.self, ScanCommand.self, HitsCommand.self,
        OutboxListCommand.self, OutboxRetryCommand.self, OutboxDiscardCommand.self, PauseCommand.self,
        ResumeCommand.self, HealthCommand.self, SandboxCommand.self, SandboxSendCommand.self,
        SandboxShowCommand.self,
        VersionCommand.self,
    ]

    /// Named in the documents, not written yet.
    private static let later = [
        "replay", "explain", "init", "detectors", "rules", "schema", "rejudge", "report", "contract", "forget", "audit",
        "doctor", "backtest",
    ]

    /// - Parameter words: Without the program's own name.
    static func run(_ words: [String]) -> ExitCode {
        // A reader that goes away is an error to handle quietly, not a signal to die of.
        Pipes.ignoreBrokenOnes()
        do throws(UsageError) {
            if let page = try helpPage(for: words) { return show(page) }
            let (command, rest) = try command(in: words)
            return run(command, rest)
        } catch {
            return report(error, command: nil)
        }
    }

    private static func run(_ command: any Command.Type, _ words: ArraySlice<String>) -> ExitCode {
        let arguments: Arguments
        do throws(UsageError) {
            arguments = try ArgumentParser(manual: command.manual).parse(words)
        } catch .helpRequested {
            return show(ManualPage.text(of: command.manual))
        } catch {
            return report(error, command: command.manual.name)
        }
        let console = Console(arguments)
        do {
            let code = try command.run(arguments, console)
            try finishOutput()
            return code
        } catch let error as UsageError {
            return report(error, command: command.manual.name)
        } catch {
            return report(CommandFailure(error), console)
        }
    }

    private static func show(_ page: String) -> ExitCode {
        OutputStream.standardOutput.write(page)
        do throws(CommandFailure) { try finishOutput() } catch { return report(error, Console(Arguments())) }
        return .fine
    }

    /// Whoever closes the pipe has seen enough; a full disk behind a redirection is a failure.
    private static func finishOutput() throws(CommandFailure) {
        OutputStream.standardOutput.flush()
        guard let code = OutputStream.standardOutput.failure, !Pipes.isBroken(code) else { return }
        throw CommandFailure(.unavailable, "standard output cannot be written (\(errorText(code)))")
    }

    private static func report(_ error: UsageError, command: String?) -> ExitCode {
        let name = command.map { "emend \($0)" } ?? "emend"
        OutputStream.standardError.write("\(name): \(error)\nsee `\(name) --help`\n")
        if case .incompleteCommand(let first, _) = error, let page = helpPage(ofCommandsBelow: first) {
            OutputStream.standardError.write("\n" + page)
        }
        return .unusable
    }

    private static func report(_ failure: CommandFailure, _ console: Console) -> ExitCode {
        OutputStream.standardOutput.flush()
        for diagnostic in failure.diagnostics.inReadingOrder() { console.complain(console.line(of: diagnostic, on: 2)) }
        console.complain("emend: \(failure.sentence)")
        return failure.code
    }
}

extension Program {
    /// The page that `emend --help`, `emend help` and `emend help COMMAND` ask for.
    private static func helpPage(for words: [String]) throws(UsageError) -> String? {
        guard let first = words.first else { return nil }
        guard ["--help", "-h", "help"].contains(first) else { return helpPage(ofCommandsBelow: first, words) }
        guard first == "help", words.count > 1 else { return ManualPage.overview(of: commands.map { $0.manual }) }
        let (command, _) = try command(in: Array(words.dropFirst()))
        return ManualPage.text(of: command.manual)
    }

    /// `emend outbox --help`: `outbox` is no command, but the first word of some.
    private static func helpPage(ofCommandsBelow first: String, _ words: [String]) -> String? {
        guard words.count == 2, words[1] == "--help" || words[1] == "-h" else { return nil }
        return helpPage(ofCommandsBelow: first)
    }

    private static func helpPage(ofCommandsBelow first: String) -> String? {
        let manuals = commands.map { $0.manual }
        let below = manuals.filter { $0.name.hasPrefix(first + " ") }
        guard !below.isEmpty, !manuals.contains(where: { $0.name == first }) else { return nil }
        return below.map { ManualPage.text(of: $0) }.joined(separator: "\n")
    }

    /// The command that the words begin with, the one of two words first, and what follows.
    static func command(in words: [String]) throws(UsageError) -> (any Command.Type, ArraySlice<String>) {
        guard let first = words.first else { throw .noCommand }
        if first == "--version" { return (VersionCommand.self, words.dropFirst()) }
        let names = commands.map { $0.manual.name }
        let below = names.filter { $0.hasPrefix(first + " ") }.map { String($0.dropFirst(first.count + 1)) }
        if let second = words.dropFirst().first, below.contains(second) {
            return (try named(first + " " + second), words.dropFirst(2))
        }
        if let command = commands.first(where: { $0.manual.name == first }) {
            // A command that takes no operands, such as `sandbox`: the word was meant for a command below it.
            if let second = words.dropFirst().first, !second.hasPrefix("-"), !below.isEmpty {
                throw unknown(second, below: first, of: below)
            }
            return (command, words.dropFirst())
        }
        if later.contains(first) { throw .notInThisVersion(first) }
        guard below.isEmpty else {
            guard let second = words.dropFirst().first, !second.hasPrefix("-") else {
                throw .incompleteCommand(first, below)
            }
            throw unknown(second, below: first, of: below)
        }
        throw .unknownCommand(first, nearest: suggestion(for: first, among: names.filter { !$0.contains(" ") }))
    }

    private static func named(_ name: String) throws(UsageError) -> any Command.Type {
        guard let command = commands.first(where: { $0.manual.name == name }) else {
            throw .unknownCommand(name, nearest: nil)
        }
        return command
    }

    private static func unknown(_ word: String, below first: String, of words: [String]) -> UsageError {
        .unknownCommand("\(first) \(word)", nearest: suggestion(for: word, among: words).map { "\(first) \($0)" })
    }
}

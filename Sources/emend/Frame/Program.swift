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
        defer { OutputStream.standardOutput.flush() }
        do throws(UsageError) {
            if let page = try helpPage(for: words) {
                OutputStream.standardOutput.write(page)
                return .fine
            }
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
            OutputStream.standardOutput.write(ManualPage.text(of: command.manual))
            return .fine
        } catch {
            return report(error, command: command.manual.name)
        }
        let console = Console(arguments)
        do {
            let code = try command.run(arguments, console)
            OutputStream.standardOutput.flush()
            return try outputFailure() ?? code
        } catch let error as UsageError {
            return report(error, command: command.manual.name)
        } catch {
            return report(CommandFailure(error), console)
        }
    }

    /// Whoever closes the pipe has seen enough; a full disk behind a redirection is a failure.
    private static func outputFailure() throws -> ExitCode? {
        guard let code = OutputStream.standardOutput.failure, !Pipes.isBroken(code) else { return nil }
        throw CommandFailure(.unavailable, "standard output cannot be written (\(errorText(code)))")
    }

    private static func report(_ error: UsageError, command: String?) -> ExitCode {
        let name = command.map { "emend \($0)" } ?? "emend"
        OutputStream.standardError.write("\(name): \(error)\nsee `\(name) --help`\n")
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
        guard let first = words.first, ["--help", "-h", "help"].contains(first) else { return nil }
        guard first == "help", words.count > 1 else { return ManualPage.overview(of: commands.map { $0.manual }) }
        let (command, _) = try command(in: Array(words.dropFirst()))
        return ManualPage.text(of: command.manual)
    }

    /// The command that the words begin with, the one of two words first, and what follows.
    static func command(in words: [String]) throws(UsageError) -> (any Command.Type, ArraySlice<String>) {
        guard let first = words.first else { throw .noCommand }
        if first == "--version" { return (VersionCommand.self, words.dropFirst()) }
        for length in [2, 1] where words.count >= length {
            let name = words.prefix(length).joined(separator: " ")
            if let command = commands.first(where: { $0.manual.name == name }) {
                return (command, words.dropFirst(length))
            }
        }
        if later.contains(first) { throw .notInThisVersion(first) }
        let names = commands.map { $0.manual.name }
        let below = names.filter { $0.hasPrefix(first + " ") }.map { String($0.dropFirst(first.count + 1)) }
        if !below.isEmpty {
            guard words.count > 1, !words[1].hasPrefix("-") else {
                throw .missingOperand("what to do (\(below.joined(separator: ", "))) ")
            }
            throw .unknownCommand("\(first) \(words[1])", nearest: suggestion(for: words[1], among: below))
        }
        throw .unknownCommand(first, nearest: suggestion(for: first, among: names.filter { !$0.contains(" ") }))
    }
}

import EmendCore

/// A command line that cannot be understood.
enum UsageError: Error, Equatable {
    case noCommand
    case unknownCommand(String, nearest: String?)
    /// The first word of commands of two words, and what can follow it.
    case incompleteCommand(String, [String])
    case notInThisVersion(String)
    case unknownOption(String, nearest: String?)
    case missingValue(String, String)
    case unexpectedValue(String)
    case invalidValue(option: String, wanted: String, found: String)
    case repeated(String)
    case missingOperand(String)
    case unexpectedOperand(String)
    case emptyOperand(String)
    /// A combination that makes no sense, as one sentence.
    case contradiction(String)
    /// The help was asked for: no mistake at all.
    case helpRequested
}

extension UsageError: CustomStringConvertible {
    var description: String {
        func near(_ word: String?) -> String { word.map { "; did you mean `\($0)`?" } ?? "" }
        return switch self {
        case .noCommand: "no command is named"
        case .unknownCommand(let name, let nearest): "there is no command `\(name)`" + near(nearest)
        case .incompleteCommand(let first, let words): "`\(first)` wants one of " + words.joined(separator: ", ")
        case .notInThisVersion(let name): "`\(name)` is not in this version"
        case .unknownOption(let name, let nearest): "there is no option `\(name)`" + near(nearest)
        case .missingValue(let name, let value): "`\(name)` wants a value: \(name) \(value)"
        case .unexpectedValue(let name): "`\(name)` takes no value"
        case .invalidValue(let name, let wanted, let found): "`\(name)` wants \(wanted), found `\(found)`"
        case .repeated(let name): "`\(name)` is given twice"
        case .missingOperand(let name): "\(name) is missing"
        case .unexpectedOperand(let text): "`\(text)` is one argument too many"
        case .emptyOperand(let name): "\(name) is empty"
        case .contradiction(let sentence): sentence
        case .helpRequested: "help"
        }
    }
}

/// Reads the words behind a command's name.
struct ArgumentParser {
    let manual: Manual

    func parse(_ words: some Collection<String>) throws(UsageError) -> Arguments {
        var arguments = Arguments()
        var rest = Array(words)[...]
        while let word = rest.popFirst() {
            if word == "--" {
                for operand in rest { arguments.add(operand: operand) }
                break
            }
            if word == "--help" || word == "-h" { throw .helpRequested }
            if word.hasPrefix("-"), word != "-" {
                try parseOption(word, &rest, &arguments)
            } else {
                arguments.add(operand: word)
            }
        }
        try checkOperands(arguments.operands)
        return arguments
    }

    private func parseOption(
        _ word: String, _ rest: inout ArraySlice<String>, _ arguments: inout Arguments
    ) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = manual.options.first(where: { $0.name == name }) else {
            throw .unknownOption(name, nearest: suggestion(for: name, among: manual.options.map(\.name)))
        }
        if !option.isRepeatable, arguments.has(option) { throw .repeated(name) }
        guard let valueName = option.valueName else {
            if parts.count > 1 { throw .unexpectedValue(name) }
            return arguments.add("", to: option)
        }
        guard let value = parts.count > 1 ? String(parts[1]) : rest.popFirst() else {
            throw .missingValue(name, valueName)
        }
        if let wanted = option.complaint(about: value) {
            throw .invalidValue(option: name, wanted: wanted, found: value)
        }
        arguments.add(value, to: option)
    }

    private func checkOperands(_ operands: [String]) throws(UsageError) {
        // What an unset variable leaves of "$FILE"; read as a path it would be the current folder.
        if operands.contains("") { throw .emptyOperand(manual.operands.name) }
        if operands.count < manual.operands.count.lowerBound { throw .missingOperand(manual.operands.name) }
        if operands.count > manual.operands.count.upperBound {
            throw .unexpectedOperand(operands[manual.operands.count.upperBound])
        }
    }
}

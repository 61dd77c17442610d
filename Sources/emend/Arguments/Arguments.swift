/// What was said on the command line, checked against a command's manual.
struct Arguments: Sendable {
    /// What is no option, in order.
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]

    mutating func add(operand: String) { operands.append(operand) }
    mutating func add(_ value: String, to option: any OptionDeclaration) {
        values[option.name, default: []].append(value)
    }

    func has(_ option: any OptionDeclaration) -> Bool { values[option.name] != nil }

    subscript(flag: Flag) -> Bool { has(flag) }

    subscript<Value>(option: Option<Value>) -> Value? { all(option).last }

    /// Every value of a repeatable option, in order.
    func all<Value>(_ option: Option<Value>) -> [Value] { (values[option.name] ?? []).compactMap(option.read) }
}

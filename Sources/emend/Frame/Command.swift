/// One command of the program; one file each.
protocol Command: SendableMetatype {
    static var manual: Manual { get }

    /// Throws whatever ``CommandFailure`` can make a sentence of.
    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode
}

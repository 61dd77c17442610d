import EmendPlatform

@main struct Emend {
    static func main() {
        let code = Program.run(Array(CommandLine.arguments.dropFirst()))
        Process.exit(code.rawValue)
    }
}

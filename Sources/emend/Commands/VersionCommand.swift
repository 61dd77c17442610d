import EmendHTTP
import EmendMatching
import EmendStore

/// The program's version and those of the libraries it runs with.
enum VersionCommand: Command {
    /// Raised with each release; the CHANGELOG has a chapter of that name.
    static let version = "0.1.0"

    static let manual = Manual(
        name: "version", summary: "print the versions of the program and its libraries",
        about: "The first line is the program's. The libraries are those that are loaded, not those it was built with.",
        options: SharedOptions.everywhere, examples: [.init("emend version", "to be put into a report")],
        exitCodes: [(.fine, "always")])

    static func run(_ arguments: Arguments, _ console: Console) throws -> ExitCode {
        console.print("emend \(version)")
        for part in MatchingVersion.digestParts { console.print(part) }
        console.print("sqlite \(StoreVersion.library)")
        for library in HTTPVersions.libraries { console.print(library) }
        return .fine
    }
}

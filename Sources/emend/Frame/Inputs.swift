import EmendCore
import EmendPlatform
import EmendRules
import EmendService

/// The configuration and the rules that a command works with.
enum Inputs {
    private static let standardConfiguration = "emend.yaml"

    /// The file that `--config` names, else `emend.yaml` if it is there.
    static func configurationPath(_ arguments: Arguments) -> String? {
        if let path = arguments[SharedOptions.config] { return path }
        return FileSystem.exists(standardConfiguration) ? standardConfiguration : nil
    }

    /// The file that `--config` names, else `emend.yaml`, be it there or not.
    static func path(ofConfiguration arguments: Arguments) -> String {
        arguments[SharedOptions.config] ?? standardConfiguration
    }

    /// For commands that cannot do without a configuration.
    static func configuration(_ arguments: Arguments) throws -> ServiceConfiguration {
        let outcome = ConfigurationReader.load(path(ofConfiguration: arguments))
        guard var configuration = outcome.configuration else {
            throw CommandFailure(
                .unusable, "the configuration cannot be used", diagnostics: outcome.diagnostics.filter(isError))
        }
        if arguments.has(SharedOptions.rules) { configuration.rules = arguments.all(SharedOptions.rules) }
        return configuration
    }

    /// For commands that look into the store or ask the server: they do without the secrets of the accounts.
    static func place(_ arguments: Arguments) throws -> StorePlace {
        let outcome = ConfigurationReader.load(path(ofConfiguration: arguments))
        guard let place = outcome.place else {
            throw CommandFailure(
                .unusable, "the configuration cannot be used", diagnostics: outcome.diagnostics.filter(isError))
        }
        return place
    }

    /// The socket of the running server, which has to be found when the configuration that it runs with was broken since:
    /// then it is looked for beside the file, where a store lies by default.
    static func controlSocket(_ arguments: Arguments) throws -> String {
        do {
            return try place(arguments).store.controlSocketPath
        } catch let failure as CommandFailure {
            let file = path(ofConfiguration: arguments)
            let folder = file.lastIndex(of: "/").map { String(file[...$0]) } ?? ""
            let socket = folder + "emend.db.sock"
            guard (try? FileSystem.status(socket))?.kind == .socket else { throw failure }
            return socket
        }
    }

    /// The rules that a command's operands, `--rules` or the configuration name, compiled.
    static func rules(_ arguments: Arguments, paths: [String]) throws -> Ruleset {
        var (paths, accounts) = (paths + arguments.all(SharedOptions.rules), nil as [AccountSettings]?)
        if paths.isEmpty || arguments.has(SharedOptions.config) {
            try requireSource(arguments, paths: paths)
            let configuration = try configuration(arguments)
            accounts = configuration.accounts
            if paths.isEmpty { paths = configuration.rules }
        }
        return try ruleset(at: paths, accounts: accounts)
    }

    /// Rule files and folders, compiled.
    static func ruleset(at paths: [String], accounts: [AccountSettings]?) throws -> Ruleset {
        let loaded = LoadedRules.load(paths, accounts: accounts)
        guard let ruleset = loaded.ruleset else {
            throw CommandFailure(.unusable, "the rules cannot be used", diagnostics: loaded.diagnostics.filter(isError))
        }
        return ruleset
    }

    /// Says what to name, where nothing was named and the default is not there.
    static func requireSource(_ arguments: Arguments, paths: [String]) throws {
        if paths.isEmpty, configurationPath(arguments) == nil {
            throw CommandFailure(
                .unusable, "there is no emend.yaml in this folder; name a configuration with --config, or rule files")
        }
    }

    private static func isError(_ diagnostic: Diagnostic) -> Bool { diagnostic.severity == .error }
}

package import EmendCore
import EmendPlatform
package import EmendProviders
import EmendYAML

extension ConfigurationReader {
    /// Reads the file at `path` with this process's environment.
    ///
    /// - Parameter providers: Those this version speaks to.
    package static func load(_ path: String, providers: [Provider: AccountKeys] = registered) -> Outcome {
        let start = SourceLocation(file: path, line: 1, column: 1)
        do throws(FileError) {
            let bytes = try FileSystem.read(path, limitBytes: 16 << 20)
            let directory = try FileSystem.realPath(FilePath.directory(of: path))
            var secretFiles: [String] = []
            let reader = ConfigurationReader(
                file: path, directory: directory, providers: providers, environment: { Environment[$0] },
                readFile: { path in
                    if !secretFiles.contains(path) { secretFiles.append(path) }
                    do throws(FileError) {
                        return .success(try FileSystem.read(path, limitBytes: 64 << 10))
                    } catch {
                        return .failure(error)
                    }
                })
            var outcome = reader.read(bytes)
            outcome.secretFiles = secretFiles
            if let status = try? FileSystem.status(path), status.mode & 0o004 != 0,
                let place = reader.firstWrittenSecret(in: bytes)
            {
                outcome.diagnostics.append(
                    Diagnostic(
                        .readableSecret, at: place, "a secret stands here and everyone on this machine can read it",
                        hint: "use ${NAME} or ${file:PATH}, or take away the permission with chmod o-r"))
            }
            return outcome
        } catch {
            return Outcome(
                diagnostics: [
                    Diagnostic(
                        .unreadableFile, at: start, "the configuration cannot be \(error.operation) (\(error.reason))",
                        hint: error.isMissing ? "name it with --config" : nil)
                ])
        }
    }

    package static var registered: [Provider: AccountKeys] {
        ProviderRegistry.supported.reduce(into: [:]) { $0[$1] = ProviderRegistry.accountKeys(of: $1) }
    }

    /// The first secret of an account that is written out instead of being filled in.
    private func firstWrittenSecret(in bytes: [UInt8]) -> SourceLocation? {
        let (root, _) = YAMLDocument.parse(bytes, file: file)
        for account in root?["accounts"]?.mapping ?? [] {
            guard
                let keys = account.value["provider"]?.scalar.flatMap({ Provider(rawValue: $0.text) })
                    .flatMap({ providers[$0] })
            else { continue }
            let secrets =
                keys.credentials.compactMap { account.value["credentials"]?[$0] }
                + keys.webhookSecrets.compactMap { account.value["webhook"]?[$0] }
            for scalar in secrets.flatMap({ $0.sequence ?? [$0] }).compactMap(\.scalar)
            where !scalar.text.contains("${") { return scalar.start }
        }
        return nil
    }
}

import EmendCore
import EmendPlatform
import EmendProviders
import EmendService
import TestSupport

/// Configuration files of `Tests/Fixtures/config`, read with an environment, files and providers of the test's own.
enum ConfigurationFixture {
    static let directory = fixturesDirectory() + "/config"

    static func names(in folder: String) -> [String] {
        let files = (try? FileSystem.filesRecursively(in: directory + "/" + folder)) ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }

    static func read(_ path: String) throws -> ConfigurationReader.Outcome {
        read(bytes: try FileSystem.read("\(directory)/\(path).yaml"))
    }

    static func read(bytes: [UInt8]) -> ConfigurationReader.Outcome {
        ConfigurationReader(
            file: "emend.yaml", directory: "/srv/emend", providers: providers,
            environment: { environment[$0] },
            readFile: { path in
                files[path].map { .success(Array($0.utf8)) }
                    ?? .failure(FileError(path, cannotBe: .read, .system(2)))
            }
        ).read(bytes)
    }

    private static let environment = [
        "ADMIN_TOKEN": "admin", "NEW_SECRET": "new", "TOKEN": "hidden", "EMPTY": "",
    ]
    private static let files = [
        "/srv/emend/secrets/old": "old\n\n",
        "/srv/emend/ca.pem": "-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n", "/srv/emend/key": "x",
    ]

    /// As in the contract, whatever this version's registry holds.
    private static let providers: [Provider: AccountKeys] = [
        .amity: AccountKeys(
            defaultURL: "https://apix.us.amity.co", defaultRate: Rate(100, per: .seconds(5)),
            credentials: ["token"], requiredCredentials: ["token"],
            webhookSecrets: ["secret", "prehook_secret"], requiredWebhookSecrets: ["secret"],
            webhookOptions: ["encoding": ["base64", "hex"]],
            options: ["token_header": ["authorization", "x-admin-token"]], realmFromURLAnd: nil),
        .gleap: AccountKeys(
            defaultURL: "https://api.gleap.io", defaultRate: Rate(1000, per: .seconds(60)),
            credentials: ["api_key", "project"], requiredCredentials: ["api_key", "project"],
            webhookSecrets: ["value"], requiredWebhookSecrets: ["value"], webhookOptions: ["header": nil],
            requiredWebhookOptions: ["header"], realmFromURLAnd: ["project"]),
        .rocketchat: AccountKeys(
            defaultURL: nil, defaultRate: Rate(10, per: .seconds(60)),
            credentials: ["user_id", "auth_token"], requiredCredentials: ["user_id", "auth_token"],
            webhookSecrets: ["token", "integration_token"], requiredWebhookSecrets: [],
            options: ["edit_with": ["visitor", "bot"], "custom_fields": ["false", "true"]], realmFromURLAnd: []),
    ]
}

import EmendCore
import EmendProviders
import EmendYAML

/// Reads `webhook:` of an account: the secrets by which its requests are known, each a value or a list for rotation.
struct WebhookReader {
    let keys: AccountKeys
    /// `unsigned: accept-risk`
    let isUnsigned: Bool

    struct Found {
        var secrets: [String: [Secret]] = [:]
        var options: [String: String] = [:]
    }

    func read(_ account: Fields) -> Found {
        guard account.has("webhook") else {
            let required = keys.requiredWebhookSecrets
            if !isUnsigned { reportMissing(required.isEmpty ? keys.webhookSecrets : required, in: account) }
            return Found(options: defaults)
        }
        return account.optional("webhook", .mapping(webhook)) ?? Found(options: defaults)
    }

    private var defaults: [String: String] { keys.webhookOptions.compactMapValues { $0?.first } }

    private func webhook(_ fields: Fields) -> Found? {
        var found = Found(options: defaults)
        for key in keys.webhookSecrets {
            guard fields.has(key) else { continue }
            found.secrets[key] = fields.optional(key, .oneOrMore(of: .secret)) ?? []
        }
        for (key, words) in keys.webhookOptions.sorted(by: { $0.key < $1.key }) {
            if let value = fields.optional(key, .option(words)) {
                found.options[key] = value
            } else if !fields.has(key), keys.requiredWebhookOptions.contains(key), !isUnsigned {
                fields.log.report(.missingKey, at: fields.node.start, "`webhook` lacks the key `\(key)`")
            }
        }
        if !isUnsigned {
            let missing = keys.requiredWebhookSecrets.filter { found.secrets[$0] == nil }
            if !missing.isEmpty {
                reportMissing(missing, in: fields)
            } else if found.secrets.isEmpty {
                reportMissing(keys.webhookSecrets, in: fields)
            }
        }
        return found
    }

    private func reportMissing(_ secrets: [String], in fields: Fields) {
        let names = secrets.map { "`\($0)`" }.joined(separator: " or ")
        fields.log.report(
            .missingSecret, at: fields.node.start, "webhooks cannot be told from forgeries: `webhook` lacks \(names)",
            hint: "or say `unsigned: accept-risk`")
    }
}

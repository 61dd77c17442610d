import EmendCore
import EmendProviders
import EmendRules
import EmendYAML

/// Reads one entry of `accounts:`.
struct AccountReader {
    private let file: ConfigurationReader
    private let log: DiagnosticLog

    init(file: ConfigurationReader, log: DiagnosticLog) { (self.file, self.log) = (file, log) }

    func read(_ node: YAMLNode, named key: YAMLScalar) -> AccountSettings? {
        let name = key.text
        if !ValueReader<String>.isName(name) {
            log.report(
                .invalidValue, at: key.start, "the account's name wants lower-case letters, digits, `-` and `_`",
                hint: "it is part of the webhook's address")
        }
        let reader = ValueReader<AccountSettings?>.mapping { .some(account(name, $0)) }
        return reader.read(node, "account `\(name)`", log) ?? nil
    }

    private func account(_ name: String, _ fields: Fields) -> AccountSettings? {
        guard let provider = fields.required("provider", .word(Provider.self)) else {
            ignoreRest(of: fields)
            return nil
        }
        guard let keys = file.providers[provider] else {
            let names = file.providers.keys.map(\.rawValue).sorted().joined(separator: " and ")
            log.report(
                .unsupportedYet, at: fields["provider"]?.start ?? fields.node.start,
                "provider \(provider.rawValue) is not supported", hint: "this version supports \(names)")
            ignoreRest(of: fields)
            return nil
        }
        return account(name, provider, keys, fields)
    }

    /// Without a provider nobody can say which keys are right.
    private func ignoreRest(of fields: Fields) {
        for key in fields.keys { _ = fields[key.text] }
    }

    private func account(
        _ name: String, _ provider: Provider, _ keys: AccountKeys, _ fields: Fields
    ) -> AccountSettings? {
        let url = url(keys, fields)
        let credentials = credentials(keys, fields)
        let acceptsUnsigned = fields.optional("unsigned", .acceptedRisk) ?? false
        let webhook = WebhookReader(keys: keys, isUnsigned: acceptsUnsigned).read(fields)
        let realm = fields.optional("realm", .nonEmptyText)
        // The keys below are asked for on every path, so that unknown ones can be told.
        let placeholder = url ?? (try? URLOrigin("http://localhost"))
        guard let origin = placeholder else { return nil }
        var account = AccountSettings(
            name: name, provider: provider, url: origin,
            realm: realm ?? defaultRealm(name, origin, credentials, keys), rate: keys.defaultRate)
        account.credentials = credentials
        account.webhookSecrets = webhook.secrets
        account.options = webhook.options
        account.acceptsUnsigned = acceptsUnsigned
        readOptions(keys, fields, into: &account)
        readCommon(fields, into: &account)
        ReservedKeys.refuse(ReservedKeys.account, in: fields)
        return url == nil ? nil : account
    }

    private func url(_ keys: AccountKeys, _ fields: Fields) -> URLOrigin? {
        let acceptsPlain = fields.optional("insecure", .acceptedRisk) ?? false
        let text: String
        if let standard = keys.defaultURL {
            text = fields.has("url") ? fields.optional("url", .nonEmptyText) ?? "" : standard
        } else {
            text = fields.required("url", .nonEmptyText) ?? ""
        }
        // Empty: reported above.
        guard !text.isEmpty else { return nil }
        let place = fields["url"]?.start ?? fields.node.start
        do throws(URLOrigin.ParseError) {
            let url = try URLOrigin(text)
            if url.scheme == .http, !url.isLoopback, !acceptsPlain {
                log.report(
                    .invalidURL, at: place, "`url` would send credentials over plain http",
                    hint: "use https, or say `insecure: accept-risk`")
            }
            return url
        } catch {
            log.report(.invalidURL, at: place, "`url` \(error.reason)")
            return nil
        }
    }

    private func credentials(_ keys: AccountKeys, _ fields: Fields) -> [String: Secret] {
        let reader = ValueReader<[String: Secret]>.mapping { fields in
            keys.credentials.reduce(into: [:]) { found, key in
                found[key] =
                    keys.requiredCredentials.contains(key)
                    ? fields.required(key, .credential) : fields.optional(key, .credential)
            }
        }
        let found =
            keys.requiredCredentials.isEmpty
            ? fields.optional("credentials", reader) : fields.required("credentials", reader)
        return found ?? [:]
    }

    private func defaultRealm(
        _ name: String, _ url: URLOrigin, _ credentials: [String: Secret], _ keys: AccountKeys
    ) -> String {
        guard let parts = keys.realmFromURLAnd else { return name }
        return parts.reduce(url.text) { $0 + "#" + (credentials[$1]?.revealed ?? "") }
    }

    private func readOptions(_ keys: AccountKeys, _ fields: Fields, into account: inout AccountSettings) {
        for (key, words) in keys.options.sorted(by: { $0.key < $1.key }) {
            account.options[key] = fields.optional(key, .option(words)) ?? words?.first
        }
    }

    /// Whether some text can only be changed over what was just read.
    private func mayNeedRead(_ account: AccountSettings) -> Bool {
        guard let adapter = try? ProviderRegistry.adapter(for: account) else { return false }
        var change = Change()
        change.text = [PartEdit(part: .text, replacements: [], newText: "")]
        let key = MessageKey(realm: account.realm, id: "any")
        return adapter.needsRead(
            for: change, on: ChangeTarget(key: key, conversation: nil, address: MessageAddress()))
    }

    private func readCommon(_ fields: Fields, into account: inout AccountSettings) {
        let names = ValueReader<[String]>.oneOrMore(of: .nonEmptyText).map { Set($0.map { ValidUTF8($0) }) }
        account.agents = fields.optional("agents", names) ?? []
        account.bots = fields.optional("bots", names) ?? []
        account.mode = fields.optional("mode", .word(AccountSettings.Mode.self)) ?? account.mode
        account.verify = fields.optional("verify", .word(AccountSettings.Verify.self)) ?? account.verify
        if account.verify == .none, mayNeedRead(account), let place = fields["verify"]?.start {
            log.report(
                .readInSpiteOfVerify, at: place,
                "with `verify: none` messages of \(account.provider.rawValue) are still read where a change can only be made over what is there",
                hint: "`before` reads them always")
        }
        account.rate = fields.optional("rate", .rate) ?? account.rate
        account.maxMessageAge = fields.optional("max_message_age", .duration(atLeast: .seconds(1)))
        account.callMaxAge = fields.optional("call_max_age", .duration(atLeast: .seconds(1))) ?? account.callMaxAge
        account.exposureTarget =
            fields.optional("exposure_target", .duration(atLeast: .seconds(1))) ?? account.exposureTarget
        account.languages = fields.optional("languages", .oneOrMore(of: .identifiedLanguage)) ?? []
        let tls = ValueReader<String?>.mapping { .some($0.optional("ca", file.filePath)) }
        account.certificateAuthorityFile = fields.optional("tls", tls) ?? nil
        if let path = account.certificateAuthorityFile, let place = fields["tls"]?["ca"]?.start {
            checkCertificates(path, at: place)
        }
    }

    /// Without them every call of the account would fail, hours after the start.
    private func checkCertificates(_ path: String, at place: SourceLocation) {
        switch file.readFile(path) {
        case .failure(let error):
            log.report(.unreadableFile, at: place, "the certificates of `tls` cannot be used: \(error)")
        case .success(let bytes):
            guard !String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else { return }
            log.report(
                .invalidValue, at: place, "`ca` names a file without a certificate in it",
                hint: "it wants PEM, which begins with `-----BEGIN CERTIFICATE-----`")
        }
    }
}

extension ValueReader where Value == String {
    /// - Parameter words: Nil takes any text that is not empty.
    static func option(_ words: [String]?) -> ValueReader { words.map { .word($0) } ?? .nonEmptyText }
}

import EmendCore
import EmendProviders
import Testing

struct ProviderRegistryTests {
    @Test(arguments: Provider.allCases)
    func `a provider has an adapter or a sentence`(_ provider: Provider) throws {
        let account = AccountSettings(
            name: "a", provider: provider, url: try URLOrigin("https://x.example"), realm: "a",
            rate: Rate(1, per: .seconds(1)))
        let isSupported = ProviderRegistry.supported.contains(provider)
        #expect(ProviderRegistry.capabilities(of: provider).provider == provider)
        #expect((ProviderRegistry.accountKeys(of: provider) != nil) == isSupported)
        do {
            let adapter = try ProviderRegistry.adapter(for: account)
            #expect(type(of: adapter).capabilities.provider == provider)
        } catch {
            #expect(!isSupported)
            let names = ProviderRegistry.supported.map(\.rawValue).joined(separator: ", ")
            let sentence = "provider \(provider.rawValue) is not supported; this version supports \(names)"
            #expect(error.description == sentence)
        }
    }

    struct Support: Sendable, CustomTestStringConvertible {
        var provider: Provider
        var effect: EffectKey
        var kind = SenderKind.visitor
        var verify = AccountSettings.Verify.both
        var credentials: [String] = []
        /// A part of the advice where it is impossible.
        var advice: String?
        var testDescription: String { "\(provider) \(effect.stored) of \(kind), verify \(verify), \(credentials)" }
    }

    static let supports = [
        Support(provider: .amity, effect: .redact, verify: .none),
        Support(provider: .amity, effect: .tag(""), verify: .before),
        Support(provider: .amity, effect: .tag(""), verify: .none, advice: "verify: before"),
        Support(provider: .amity, effect: .mark(.read), advice: "use tag"),
        Support(provider: .gleap, effect: .tag(""), verify: .none),
        Support(provider: .rocketchat, effect: .redact),
        Support(provider: .rocketchat, effect: .redact, kind: .agent, advice: "give `credentials`"),
        Support(provider: .rocketchat, effect: .redact, kind: .agent, credentials: ["user_id", "auth_token"]),
        Support(provider: .rocketchat, effect: .tag(""), advice: "custom_fields: true"),
    ]

    @Test(arguments: supports)
    func `an account can do less than its provider`(_ row: Support) throws {
        var account = AccountSettings(
            name: "a", provider: row.provider, url: try URLOrigin("https://x.example"), realm: "a",
            rate: Rate(1, per: .seconds(1)))
        account.verify = row.verify
        for key in row.credentials { account.credentials[key] = Secret("x") }
        let support = try ProviderRegistry.adapter(for: account).support(for: row.effect, from: row.kind)
        if case .no(let advice) = support {
            #expect(row.advice.map(advice.contains) == true, "\(advice)")
        } else {
            #expect(row.advice == nil)
        }
    }

    static let samples: [(provider: Provider, text: ValidUTF8)] = [
        (.amity, "one line"), (.amity, "a\n\n\"b\" 🙂\n"), (.gleap, "one line"), (.gleap, "a\n\n\"b\" 🙂\n"),
        (.gleap, ""), (.rocketchat, "one line"), (.rocketchat, "a\n\"b\" 🙂"),
    ]

    @Test(arguments: samples)
    func `a made-up message holds the text and nothing else`(_ row: (provider: Provider, text: ValidUTF8)) throws {
        let account = AccountSettings(
            name: "a", provider: row.provider, url: try URLOrigin("https://x.example"), realm: "a",
            rate: Rate(1, per: .seconds(1)))
        let key = MessageKey(realm: "a", id: "test")
        let sample = try ProviderRegistry.adapter(for: account).sample(row.text, of: key)
        #expect(row.text.isEmpty && sample == nil || sample?.message.text == TextView(text: row.text))
    }
}

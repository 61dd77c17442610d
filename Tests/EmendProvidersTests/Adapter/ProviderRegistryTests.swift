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
        #expect((ProviderRegistry.capabilities(of: provider) != nil) == isSupported)
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
}

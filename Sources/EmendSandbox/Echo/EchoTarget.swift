import EmendCore

/// Where webhooks go: one address for everything, or a base with `/hooks/ACCOUNT` for each account.
struct EchoTarget: Sendable {
    let origin: URLOrigin
    private let path: String
    /// The account that the address names at its end.
    private let named: String?
    /// Nil: webhooks of every account go to the address that names one.
    private let accounts: Set<String>

    init(_ url: String, accounts: [SandboxAccount]) throws(FormError) {
        do {
            let address = try URLOrigin(url)
            origin = try URLOrigin(String(address.text.dropLast(address.pathPrefix.count)))
            path = address.pathPrefix
        } catch {
            throw FormError(reason: "the url \(error.reason)")
        }
        let parts = path.split(separator: "/")
        named = parts.count >= 2 && parts[parts.count - 2] == "hooks" ? parts.last.map(String.init) : nil
        self.accounts = Set(accounts.map(\.name))
    }

    /// The path for webhooks of that account; nil when the address is for another one.
    func path(for account: String) -> String? {
        guard let named else { return path + "/hooks/" + PercentEncoding.encode(account) }
        return named == account || !accounts.contains(named) ? path : nil
    }

    var text: String { origin.text + path }
}

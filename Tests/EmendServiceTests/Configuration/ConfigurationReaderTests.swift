import EmendCore
import EmendPlatform
import EmendService
import Testing

struct ConfigurationReaderTests {
    @Test(arguments: ConfigurationFixture.names(in: "invalid"))
    func `says everything that is wrong with a file, and where`(_ name: String) throws {
        let outcome = try ConfigurationFixture.read("invalid/" + name)
        let found = outcome.diagnostics.map { $0.description + "\n" }.joined()
        let goldenPath = "\(ConfigurationFixture.directory)/invalid/\(name).txt"
        let isRecording = Environment["RECORD_GOLDEN"] == "1"
        if isRecording { try FileSystem.write(Array(found.utf8), to: goldenPath, mode: 0o644) }
        let expected = String(decoding: try FileSystem.read(goldenPath), as: UTF8.self)
        #expect(found == expected && !isRecording)
        #expect(outcome.configuration == nil)
        #expect(!found.contains("hidden"), "a value from the environment is quoted")
    }

    @Test func `reads every key`() throws {
        let outcome = try ConfigurationFixture.read("valid/every-key")
        #expect(outcome.diagnostics.map(\.description) == [])
        let configuration = try #require(outcome.configuration)
        #expect(configuration.listen == ListenAddress(host: "::1", port: 0))
        #expect(configuration.admin?.listen.text == "127.0.0.1:9081")
        #expect(configuration.admin?.token == Secret("admin"))
        #expect(configuration.store.path == "/srv/emend/data/emend.db")
        #expect(configuration.store.keepHits == .seconds(30 * 86_400))
        #expect(configuration.store.keepLedger == .seconds(7 * 86_400))
        #expect(configuration.keysDirectory == "/var/lib/emend/keys")
        #expect(configuration.rules == ["/srv/emend/first", "/etc/emend/second.yaml"])
        #expect(configuration.limits.bodyBytes == 2 << 20 && configuration.limits.textBytes == 64 << 10)
        #expect(configuration.limits.messageBudget == .milliseconds(50))
        #expect(configuration.limits.request == .seconds(5) && configuration.limits.connections == 200)
        #expect(configuration.log.format == .json && configuration.log.level == .debug)
        #expect(configuration.breaker.failures == 3 && configuration.breaker.longestPause == .seconds(60))
        #expect(configuration.accounts.map(\.name) == ["chat", "tickets_2", "old-chat"])
    }

    @Test func `reads every key of an account`() throws {
        let accounts = try #require(try ConfigurationFixture.read("valid/every-key").configuration).accounts
        let chat = try #require(accounts.first)
        #expect(chat.webhookSecrets == ["secret": [Secret("new"), Secret("old\n")]])
        #expect(chat.credentials == ["token": Secret("bearer-hidden")])
        #expect(chat.options == ["encoding": "hex", "token_header": "x-admin-token"])
        #expect(chat.agents == ["agent-1", "2"] && chat.bots == ["helper"])
        #expect(chat.rate == Rate(5, per: .seconds(1)) && chat.verify == .after && chat.mode == .observe)
        #expect(chat.realm == "network" && chat.url.text == "https://apix.us.amity.co")
        #expect(chat.maxMessageAge == .seconds(86_400) && chat.callMaxAge == .seconds(7200))
        #expect(chat.exposureTarget == .seconds(30) && chat.languages == ["de", "zh-Hant"])
        #expect(chat.certificateAuthorityFile == "/srv/emend/ca.pem" && !chat.acceptsUnsigned)
        #expect(accounts[1].realm == "https://api.gleap.example#p1")
        #expect(accounts[1].webhookSecrets == ["value": [Secret("${literal")]])
        #expect(accounts[1].options == ["header": "x-token"])
        #expect(accounts[2].realm == "http://chat.example.com:3000/prefix" && accounts[2].acceptsUnsigned)
        #expect(accounts[2].options == ["edit_with": "visitor", "custom_fields": "false"])
    }

    @Test func `has a default for all but the accounts`() throws {
        let configuration = try #require(try ConfigurationFixture.read("valid/least").configuration)
        #expect(configuration.listen.text == "127.0.0.1:8080" && configuration.admin == nil)
        #expect(configuration.store == StoreSettings(path: "/srv/emend/emend.db"))
        #expect(configuration.keysDirectory == "/srv/emend/keys" && configuration.rules == ["/srv/emend/rules"])
        #expect(configuration.limits == ServiceLimits() && configuration.breaker == BreakerSettings())
        let chat = try #require(configuration.accounts.first)
        #expect(chat.mode == .live && chat.verify == .both && chat.realm == "chat" && chat.maxMessageAge == nil)
        #expect(chat.rate == Rate(100, per: .seconds(5)) && chat.callMaxAge == .seconds(86_400))
        #expect(chat.options == ["encoding": "base64", "token_header": "authorization"])
    }

    @Test func `tells where the store is though a secret is not set, but not by a guess`() throws {
        let unset = try ConfigurationFixture.read("invalid/unset-variable")
        #expect(unset.configuration == nil)
        #expect(
            unset.place
                == StorePlace(
                    store: StoreSettings(path: "/srv/emend/emend.db"), keysDirectory: "/srv/emend/keys",
                    accounts: ["chat"]))
        let unknown = ConfigurationFixture.read(bytes: Array("store: { path: \"${MISSING}/emend.db\" }\n".utf8))
        #expect(unknown.place == nil)
        #expect(try ConfigurationFixture.read("invalid/not-yaml").place == nil)
    }

    @Test func `quotes no secret that stands where none belongs`() {
        for part in [
            "webhook: hush", "webhook: { secret: { x: hush } }", "credentials: hush", "credentials: [hush]",
            "webhook: { encoding: hush }",
        ] {
            let file = "admin: hush\naccounts: { chat: { provider: amity, \(part) } }\n"
            let found = ConfigurationFixture.read(bytes: Array(file.utf8)).diagnostics
            #expect(found.count > 1)
            #expect(!found.contains { "\($0)".contains("hush") }, "\(part)")
        }
    }

    @Test func `warns when strangers can read a secret that stands in the file`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("emend.yaml")
        let text = try FileSystem.read(ConfigurationFixture.directory + "/valid/least.yaml")
        try FileSystem.write(text, to: path, mode: 0o644)
        #expect(ConfigurationReader.load(path).diagnostics.map(\.id) == [.readableSecret])
        try FileSystem.write(text, to: path, mode: 0o600)
        #expect(ConfigurationReader.load(path).diagnostics == [])
        #expect(ConfigurationReader.load(directory.file("absent.yaml")).diagnostics.map(\.id) == [.unreadableFile])
    }

    @Test func `warns where verify none is not the whole truth`() {
        let account = "provider: gleap, webhook: { header: h, value: v }, credentials: { api_key: k, project: p }"
        let outcome = ConfigurationFixture.read(bytes: Array("accounts: { t: { verify: none, \(account) } }\n".utf8))
        #expect(outcome.configuration != nil)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "emend.yaml:1:26: warning[W202]: with `verify: none` messages of gleap are still read where a change can only be made over what is there; `before` reads them always"
            ])
    }
}

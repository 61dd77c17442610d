import EmendCore
import EmendHTTP
import EmendPlatform
import EmendService
import EmendStore
import TestSupport
import Testing

/// What a start leaves behind that ends half way.
struct StartTests {
    @Test func `an address in use undoes what was begun`() throws {
        let occupied = RawServer()
        let folder = try TemporaryDirectory()
        let store = StoreSettings(path: folder.file("emend.db"))
        var configuration = ServiceConfiguration(
            listen: ListenAddress(host: "127.0.0.1", port: UInt16(occupied.port)), store: store,
            keysDirectory: folder.file("keys"), accounts: [])
        configuration.admin = AdminSettings(listen: ListenAddress(host: "127.0.0.1", port: 0), token: Secret("t"))
        let ruleset = try ServiceBench.ruleset(ServiceBench.rules)
        #expect(throws: ListenerError.self) {
            try Service(configuration, ruleset: ruleset, options: ServiceOptions())
        }
        #expect(!FileSystem.exists(store.controlSocketPath))
        #expect(((try? FileSystem.status(store.path + "-wal"))?.sizeBytes ?? 0) == 0)
        configuration.listen.port = 0
        let service = try Service(configuration, ruleset: ruleset, options: ServiceOptions())
        #expect(try FileSystem.status(store.controlSocketPath).mode == 0o600)
        service.stop()
        #expect(!FileSystem.exists(store.controlSocketPath))
    }
}

import EmendPlatform
import TestSupport
import Testing

struct ServeCommandTests {
    @Test func `says where it takes webhooks and ends in order`() throws {
        let served = try ServedFolder()
        #expect(try served.emend("health").output.hasPrefix("status: ready\npaused: none\n"))
        served.server.signal(.terminate)
        let ended = try served.server.end()
        #expect(ended.code == 0)
        #expect(ended.output.contains("webhook of chat (amity): \(served.address)/hooks/chat\n"))
        #expect(ended.output.contains("store at \(served.folder.path)/emend.db\n"))
        #expect(try served.emend("health").code == 3)
    }

    @Test func `takes new rules on SIGHUP and by itself, and keeps the last good ones`() throws {
        let served = try ServedFolder()
        let rules = served.folder.file("rules.yaml")
        _ = try served.server.waitForLine(containing: "ruleset_active", on: .errors)
        let added = ServedFolder.rules.replacing("[{entity}]", with: "[gone]")
        try FileSystem.write(Array(added.utf8), to: rules)
        #expect(try served.server.waitForLine(containing: "ruleset_active", on: .errors).contains("generation=2"))
        try FileSystem.write(Array("version: 1\nrules: 5\n".utf8), to: rules)
        served.server.signal(.hangUp)
        _ = try served.server.waitForLine(containing: "reload_failed", on: .errors)
        let health = try served.emend("health")
        #expect(health.code == 0 && health.output.contains("last reload error: rules.yaml:2:8: error[E005]"))
        try FileSystem.write(Array(ServedFolder.rules.utf8), to: rules)
        served.server.signal(.hangUp)
        _ = try served.server.waitForLine(containing: "ruleset_active", on: .errors)
        #expect(try served.emend("health").output.contains("last reload error: none"))
    }

    @Test func `refuses a second server on a store, and an address in use`() throws {
        let served = try ServedFolder()
        let second = try served.emend("serve")
        #expect(second.code == 3 && second.errors.contains("another process uses it"))
        let other = try TemporaryDirectory()
        var configuration = String(decoding: try FileSystem.read(served.folder.file("emend.yaml")), as: UTF8.self)
        configuration.replace("127.0.0.1:0", with: served.address.dropFirst("http://".utf8.count))
        try FileSystem.write(Array(configuration.utf8), to: other.file("emend.yaml"))
        try FileSystem.write(Array(ServedFolder.rules.utf8), to: other.file("rules.yaml"))
        let third = try ProgramRun.run(["serve"], in: other.path, environment: ["SANDBOX_URL": served.sandboxAddress])
        #expect(third.code == 3 && third.errors.contains("Address already in use"))
    }

    @Test func `does not start with a configuration or rules that cannot be used`() throws {
        let folder = try TemporaryDirectory()
        let missing = try ProgramRun.run(["serve"], in: folder.path)
        #expect(missing.code == 2 && missing.errors.contains("emend.yaml:1:1: error[E001]"))
        let configuration = """
            rules: [rules.yaml]
            accounts: { chat: { provider: amity, webhook: { secret: "${SECRET}" }, credentials: { token: "${TOKEN}" } } }

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        let unset = try ProgramRun.run(["serve"], in: folder.path, environment: ["TOKEN": "t"])
        #expect(unset.code == 2 && unset.errors.contains("error[E201]: the environment variable SECRET is not set"))
        let secrets = ["TOKEN": "t", "SECRET": "s"]
        let noRules = try ProgramRun.run(["serve"], in: folder.path, environment: secrets)
        #expect(noRules.code == 2 && noRules.errors.contains("rules.yaml:1:1: error[E001]"))
        #expect(!FileSystem.exists(folder.file("emend.db")))
    }
}

import EmendPlatform
import TestSupport
import Testing

struct ServeCommandTests {
    @Test func `says where it takes webhooks and ends in order`() throws {
        let served = try ServedFolder()
        #expect(try served.emend("health").output.hasPrefix("status: ready\npaused: none\n"))
        let store = served.folder.file("emend.db")
        let modes = try ["", "-wal", "-shm", ".lock", ".sock"].map { try FileSystem.status(store + $0).mode }
        #expect(modes == [UInt32](repeating: 0o600, count: 5))
        served.server.signal(.terminate)
        let ended = try served.server.end()
        #expect(ended.code == 0)
        #expect(ended.output.contains("webhook of chat (amity): \(served.address)/hooks/chat\n"))
        #expect(ended.output.contains("store at \(served.folder.path)/emend.db\n"))
        #expect(try served.emend("health").code == 3)
        #expect(!FileSystem.exists(store + ".sock"))
        #expect(((try? FileSystem.status(store + "-wal"))?.sizeBytes ?? 0) == 0)
    }

    @Test func `ends at once when it is asked twice, though a call is under way`() throws {
        let served = try ServedFolder()
        try served.control("POST", "faults", #"{"hold": true, "count": 9}"#)
        #expect(try served.play().code == 0)
        try served.control("GET", "wait?held=1")
        served.server.signal(.terminate)
        _ = try served.server.waitForLine(containing: " stopping", on: .errors)
        served.server.signal(.terminate)
        let ended = try served.server.end()
        #expect(ended.code == 3 && !ended.errors.contains(" stopped"))
    }

    @Test func `notices a changed secret file and names what only a restart takes over`() throws {
        let served = try ServedFolder(account: "languages: [\"${file:language}\"]", files: ["language": "de\n"])
        _ = try served.server.waitForLine(containing: "ruleset_active", on: .errors)
        try FileSystem.write(Array("fr\n".utf8), to: served.folder.file("language"))
        #expect(try served.server.waitForLine(containing: "ruleset_active", on: .errors).contains("generation=2"))
        let path = served.folder.file("emend.yaml")
        try FileSystem.write(try FileSystem.read(path) + Array("breaker: { failures: 9 }\n".utf8), to: path)
        let line = try served.server.waitForLine(containing: "restart_needed", on: .errors)
        #expect(line.hasSuffix("keys=breaker"))
        #expect(try served.emend("health").output.contains("restart needed: breaker\n"))
    }

    @Test func `raises the limit of open files to what the connections need`() throws {
        let folder = try TemporaryDirectory()
        try FileSystem.write(Array(ServedFolder.rules.utf8), to: folder.file("rules.yaml"))
        let configuration = """
            listen: 127.0.0.1:0
            rules: [rules.yaml]
            limits: { connections: 700 }
            accounts: { chat: { provider: amity, webhook: { secret: s }, credentials: { token: t } } }

            """
        try FileSystem.write(Array(configuration.utf8), to: folder.file("emend.yaml"))
        let server = try ProgramRun(
            ["-c", "ulimit -S -n 300; exec \"$0\" serve", try ProgramRun.path()], in: folder.path, program: "/bin/sh")
        _ = try server.waitForLine(containing: "listening on ")
        let limits = String(decoding: try FileSystem.read("/proc/\(server.processID)/limits"), as: UTF8.self)
        let line = try #require(limits.split(separator: "\n").first { $0.hasPrefix("Max open files") })
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        #expect(numbers.first == min(956, numbers.last ?? 956), "\(line)")
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

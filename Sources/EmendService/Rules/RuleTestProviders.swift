package import EmendCore
import EmendPlatform
import EmendProviders
package import EmendRules

/// Gives the tests beside rules what they cannot know: messages of captures, and the calls that a change would make.
///
/// A test that names a configured account, or whose capture does, gets that account. Every other gets one of its provider
/// with the provider's own address, so that it says the same with and without a configuration. Calls show `***` for
/// every credential.
package struct RuleTestProviders {
    private let accounts: [AccountSettings]

    package init(accounts: [AccountSettings]) { self.accounts = accounts }

    /// An environment for ``RuleTester``.
    package func environment(
        token: @escaping (_ entity: String, _ value: ValidUTF8) -> String
    ) -> TestEnvironment {
        var environment = TestEnvironment(token: token, capture: message)
        environment.accounts = accounts
        environment.calls = calls
        return environment
    }

    // MARK: Captures

    private func message(of test: RuleTest, _ provider: Provider) throws(TestProblem) -> Message {
        guard case .capture(let path, let number) = test.input else { throw TestProblem("the test names no capture") }
        let lines = try Self.lines(ofCapture: path, in: test)
        guard let place = lines.firstIndex(where: { $0.number == number }) else {
            throw TestProblem("there is nothing in line \(number) of the capture `\(path)`")
        }
        let line = lines[place].line
        guard line.kind == .webhook else {
            throw TestProblem("line \(number) of the capture `\(path)` is no webhook (kind \(line.kind.rawValue))")
        }
        let account = account(line.account, test.provider ?? Provider(rawValue: line.account) ?? provider)
        let adapter = try Self.adapter(of: account)
        guard let body = try? JSONDocument(parsing: line.body) else {
            throw TestProblem("the body in line \(number) of the capture `\(path)` is not JSON")
        }
        let event = adapter.decode(body)
        if let message = event.messages.first { return message }
        let reads = lines[(place + 1)...].map(\.line)
        if let message = Self.read(event.reads, by: adapter, of: line.account, in: reads) { return message }
        throw TestProblem("line \(number) of the capture `\(path)` holds no message\(event.reasonForNone)")
    }

    /// The newest message that the reads of an event show, where the capture holds their answers.
    private static func read(
        _ targets: [ReadTarget], by adapter: any ProviderAdapter, of account: String, in lines: [CaptureLine]
    ) -> Message? {
        for target in targets {
            let request = adapter.read(target, page: .first).request
            guard let line = lines.first(where: { $0.answers(request, of: account) }),
                case .found(let event, _) = adapter.decodeRead(line.response, of: target, page: .first)
            else { continue }
            var pages = PagedRead(target)
            _ = pages.add(event, more: false)
            let messages = pages.finished(by: adapter).messages
            return messages.max { ($0.createdAt?.milliseconds ?? 0) < ($1.createdAt?.milliseconds ?? 0) }
        }
        return nil
    }

    private static func lines(
        ofCapture path: String, in test: RuleTest
    ) throws(TestProblem) -> [(number: Int, line: CaptureLine)] {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileSystem.read(FilePath.join(FilePath.directory(of: test.location.file), path))
        } catch {
            throw TestProblem("the capture `\(path)` cannot be \(error.operation) (\(error.reason))")
        }
        var lines: [(number: Int, line: CaptureLine)] = []
        for (place, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
            do throws(CaptureLineError) {
                if let line = try CaptureLine(Array(line), source: "\(path):\(place + 1)") {
                    lines.append((place + 1, line))
                }
            } catch {
                throw TestProblem("the capture cannot be used: \(error.reason)")
            }
        }
        return lines
    }

    // MARK: Calls

    private func calls(_ change: Change, _ message: Message, _ test: RuleTest) throws(TestProblem) -> TestCalls {
        let account = account(message.account, message.provider, forCalls: true).withHiddenCredentials
        let adapter = try Self.adapter(of: account)
        var shown = shown(message, test, by: adapter)
        if shown.message.address.credential != nil { shown.message.address.credential = .hidden }
        let target = ChangeTarget(
            key: shown.message.key, conversation: shown.message.conversation, address: shown.message.address)
        let isRead = account.verify != .none || adapter.needsRead(for: change, on: target)
        let plan = adapter.calls(
            for: change, on: target, read: isRead ? shown.message : nil,
            record: isRead ? record(for: change, on: target, shown, test, adapter) : nil)
        let called = Set(plan.calls.flatMap(\.effects))
        return TestCalls(
            plan.calls.map { call in
                TestCall(
                    call.request, url: account.url.text + call.request.target,
                    body: call.request.body.isEmpty ? nil : try? JSONDocument(parsing: call.request.body).root)
            },
            impossible: plan.impossible.filter { !called.contains($0.effect) }.map {
                "`\($0.effect.action)` is impossible (\($0.reason.rawValue))"
            })
    }

    /// The message as a read would show it: that of the capture, or one that holds nothing but the test's text.
    private func shown(_ message: Message, _ test: RuleTest, by adapter: any ProviderAdapter) -> ProviderSample {
        switch test.input {
        case .text(let text):
            guard let sample = adapter.sample(ValidUTF8(text), of: message.key), sample.message.text == message.text
            else { break }
            return sample
        case .capture(_, let number):
            let read = adapter.read(.message(message.key, message.address), page: .first).request
            let lines = linesBehind(number, test)
            guard let line = lines.first(where: { $0.answers(read, of: message.account) }),
                case .found(let event, _) = adapter.decodeRead(
                    line.response, of: .message(message.key, message.address), page: .first),
                let read = event.messages.first(where: { $0.key == message.key }), read.text == message.text
            else { break }
            return ProviderSample(read)
        }
        return ProviderSample(message)
    }

    private func record(
        for change: Change, on target: ChangeTarget, _ shown: ProviderSample, _ test: RuleTest,
        _ adapter: any ProviderAdapter
    ) -> JSONValue? {
        guard let call = adapter.recordRead(for: change, on: target) else { return nil }
        if case .capture(_, let number) = test.input {
            let line = linesBehind(number, test).first { $0.answers(call.request, of: shown.message.account) }
            if let line, case .found(let record) = adapter.decodeRecord(line.response) { return record }
        }
        return shown.record
    }

    private func linesBehind(_ number: Int, _ test: RuleTest) -> [CaptureLine] {
        guard case .capture(let path, _) = test.input, let lines = try? Self.lines(ofCapture: path, in: test) else {
            return []
        }
        return lines.filter { $0.number > number }.map(\.line)
    }

    // MARK: Accounts

    /// - Parameter forCalls: Whether an account that is not configured has credentials; to decode by, there are none to
    ///   compare with.
    private func account(_ name: String, _ provider: Provider, forCalls: Bool = false) -> AccountSettings {
        if let account = accounts.first(where: { $0.name == name }) { return account }
        let keys = ProviderRegistry.accountKeys(of: provider)
        let address = keys?.defaultURL ?? "https://\(provider.rawValue).example"
        guard let url = try? URLOrigin(address) else { preconditionFailure("\(address) is an address") }
        var account = AccountSettings(
            name: name, provider: provider, url: url, realm: "test",
            rate: keys?.defaultRate ?? Rate(1, per: .seconds(1)))
        if forCalls { for key in keys?.credentials ?? [] { account.credentials[key] = .hidden } }
        let options = (keys?.options ?? [:]).merging(keys?.webhookOptions ?? [:]) { first, _ in first }
        account.options = options.compactMapValues { $0?.first }
        return account
    }

    private static func adapter(of account: AccountSettings) throws(TestProblem) -> any ProviderAdapter {
        do throws(UnsupportedProvider) {
            return try ProviderRegistry.adapter(for: account)
        } catch {
            throw TestProblem(error.description)
        }
    }
}

extension AccountSettings {
    /// With `***` for every credential that it has or has to have.
    fileprivate var withHiddenCredentials: AccountSettings {
        var account = self
        for key in credentials.keys { account.credentials[key] = .hidden }
        return account
    }
}

extension Secret {
    /// What stands for every secret where calls are shown.
    fileprivate static var hidden: Secret { Secret("***") }
}

extension Event {
    /// ` (ignored: unknown_event)`, or that it has to be read.
    fileprivate var reasonForNone: String {
        if let skipped = skipped.first {
            switch skipped.verdict {
            case .rejected(let reason): return " (rejected: \(reason.rawValue))"
            case .ignored(let reason): return " (ignored: \(reason.rawValue))"
            }
        }
        return reads.isEmpty ? "" : ", and no `read` line that answers it follows"
    }
}

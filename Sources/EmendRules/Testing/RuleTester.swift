package import EmendCore
import EmendMatching

/// The result of one test beside a rule. It quotes the test's own text.
package struct RuleTestResult: Hashable, Sendable {
    package var rule: String
    package var location: SourceLocation
    /// Nothing when the test passed; else a sentence for each expectation that is not met.
    package var failures: [String]

    package var passed: Bool { failures.isEmpty }

    /// One error for each failure, for people who read tests as findings.
    package var diagnostics: [Diagnostic] {
        failures.map { Diagnostic(.failingTest, at: location, $0, rule: rule) }
    }
}

/// Runs the tests beside the rules of one ruleset.
package struct RuleTester {
    private let ruleset: Ruleset
    private let environment: TestEnvironment
    private let scratch = JudgingScratch()

    /// What a test without a time of its own counts as its time.
    package static let standardTime = Timestamp(seconds: 1_767_268_800)

    package init(_ ruleset: Ruleset, _ environment: TestEnvironment) {
        (self.ruleset, self.environment) = (ruleset, environment)
    }

    /// All tests in the order of the files.
    package func run() -> [RuleTestResult] {
        ruleset.rules.flatMap { rule in
            let alone = ruleset.alone(rule)
            return rule.tests.map { test in
                RuleTestResult(
                    rule: rule.id, location: test.location,
                    failures: failures(of: test, rule, test.usesRuleset ? ruleset : alone))
            }
        }
    }

    private func failures(of test: RuleTest, _ rule: Rule, _ ruleset: Ruleset) -> [String] {
        var context = JudgingContext(now: test.at ?? Self.standardTime, token: environment.token)
        let message: Message
        switch test.input {
        case .text(let text):
            message = self.message(text, test, rule)
            context.unset = test.unset
        case .capture:
            do throws(TestProblem) {
                message = applied(test, to: try environment.capture(test, rule.standardProvider))
            } catch {
                return [error.sentence]
            }
        }
        context.event = test.event ?? .created
        context.expectedLanguages = environment.accounts.first { $0.name == message.account }?.languages ?? []
        context.runningLanguage = runningLanguage(after: test.after, context.expectedLanguages)
        let decision = ruleset.judge(message, context, scratch: scratch)
        var report = TestReport(decision, message)
        report.compare(with: test)
        if let expected = test.language {
            report.compareLanguage(ruleset.language(of: message, context, scratch: scratch) ?? "und", with: expected)
        }
        if let expected = test.calls {
            do throws(TestProblem) {
                report.compareCalls(try calls(for: decision.change, on: message, test), with: expected)
            } catch {
                report.add(error)
            }
        }
        return report.failures
    }

    private func calls(
        for change: Change?, on message: Message, _ test: RuleTest
    ) throws(TestProblem) -> TestCalls {
        guard let change else { return TestCalls([]) }
        return try environment.calls(change, message, test)
    }

    private func message(_ text: String, _ test: RuleTest, _ rule: Rule) -> Message {
        let account = environment.accounts.first { $0.name == test.account }
        var message = Message(
            account: test.account ?? "test", provider: test.provider ?? account?.provider ?? rule.standardProvider,
            key: MessageKey(realm: "test", id: "test"), text: TextView(text: ValidUTF8(text)),
            sender: Sender(test.from ?? .visitor, isCertain: test.from != nil), arrival: .webhook)
        message.createdAt = test.at
        return message
    }

    private func applied(_ test: RuleTest, to captured: Message) -> Message {
        var message = captured
        message.sender.kind = test.from ?? message.sender.kind
        message.provider = test.provider ?? message.provider
        message.account = test.account ?? message.account
        message.createdAt = test.at ?? message.createdAt
        message.event = test.event ?? message.event
        return message
    }

    private func runningLanguage(after texts: [String], _ expected: [String]) -> String? {
        texts.reduce(nil) { running, text in
            let guess = LanguageIdentifier.identify(ValidUTF8(text), running: running, expected: expected)
            return guess.code == "und" ? running : guess.code
        }
    }
}

extension RuleTest {
    /// Inputs that a test on a text does not set.
    fileprivate var unset: Set<InputField> {
        var unset: Set<InputField> = [
            .conversation, .sender, .senderName, .channel, .reply, .attachments, .fields,
        ]
        if from == nil { unset.insert(.from) }
        if event == nil { unset.insert(.event) }
        if account == nil { unset.insert(.account) }
        return unset
    }
}

extension Rule {
    /// The provider of a test that names none.
    var standardProvider: Provider {
        if let named = condition.namedProviders.first(where: providers.contains) { return named }
        if providers.contains(.amity) { return .amity }
        return Provider.allCases.first(where: providers.contains) ?? .amity
    }
}

extension Ruleset {
    /// The rule without its siblings, live whatever its mode, as its tests and checks run it.
    func alone(_ rule: Rule) -> Ruleset {
        Ruleset([rule.live], slots: slots, prefilter: prefilter, digestInput: [])
    }
}

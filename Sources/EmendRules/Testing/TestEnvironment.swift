package import EmendCore

/// What running the tests beside rules needs from outside.
package struct TestEnvironment {
    package var accounts: [AccountSettings] = []
    package var token: (_ entity: String, _ value: ValidUTF8) -> String
    /// The message of the capture that a test names; its path is relative to the test's file. The provider is the one to
    /// presume where neither test nor configuration tells.
    package var capture: (RuleTest, Provider) throws(TestProblem) -> Message
    /// The calls that a change makes.
    package var calls: (Change, Message, RuleTest) throws(TestProblem) -> TestCalls

    package init(
        token: @escaping (_ entity: String, _ value: ValidUTF8) -> String,
        capture: @escaping (RuleTest, Provider) throws(TestProblem) -> Message = noCaptures,
        calls: @escaping (Change, Message, RuleTest) throws(TestProblem) -> TestCalls = noCalls
    ) {
        (self.token, self.capture, self.calls) = (token, capture, calls)
    }

    package static func noCaptures(_: RuleTest, _: Provider) throws(TestProblem) -> Message {
        throw TestProblem("captures cannot be read here")
    }

    package static func noCalls(_: Change, _: Message, _: RuleTest) throws(TestProblem) -> TestCalls {
        throw TestProblem("`calls` cannot be told here")
    }
}

/// Why a test could not be run, in a sentence.
package struct TestProblem: Error, Hashable, Sendable {
    package var sentence: String

    package init(_ sentence: String) { self.sentence = sentence }
}

/// The calls of a change, in the order in which they would be sent.
package struct TestCalls: Sendable {
    package var calls: [TestCall]
    /// Sentences about effects that get no call.
    package var impossible: [String]

    package init(_ calls: [TestCall], impossible: [String] = []) {
        (self.calls, self.impossible) = (calls, impossible)
    }
}

/// One call as it would be sent, without its secrets.
package struct TestCall: Sendable {
    package var method: String
    /// With the account's origin and path prefix.
    package var url: String
    /// What follows the account's `url`, with the query.
    package var path: String
    package var headers: HTTPHeaders
    package var body: JSONValue?

    package init(_ request: HTTPRequest, url: String, body: JSONValue?) {
        (method, path, headers) = (request.method, request.target, request.headers)
        (self.url, self.body) = (url, body)
    }
}

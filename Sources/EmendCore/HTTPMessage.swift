/// One HTTP request, as received by the listener or to be sent by the client. A value: it holds no socket.
package struct HTTPRequest: Equatable, Sendable {
    package var method: String
    /// Path and query as on the wire, beginning with `/`; for calls the origin and path prefix are the account's.
    package var target: String
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(method: String, target: String, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        (self.method, self.target, self.headers, self.body) = (method, target, headers, body)
    }

    /// The part of ``target`` before `?`.
    package var path: Substring { target.pathOfTarget }
}

extension String {
    /// What stands before the first `?`.
    package var pathOfTarget: Substring { self[..<(utf8.firstIndex(of: UInt8(ascii: "?")) ?? endIndex)] }
}

/// One HTTP answer.
package struct HTTPResponse: Equatable, Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
    /// When the client had it; times in it are held against this where it has no `Date`.
    package var receivedAt: Timestamp?

    package init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        (self.status, self.headers, self.body) = (status, headers, body)
    }
}

/// Header fields in the order they came; names compare without regard to ASCII case.
package struct HTTPHeaders: Equatable, Sendable, ExpressibleByDictionaryLiteral {
    package var fields: [(name: String, value: String)]

    package init(_ fields: [(name: String, value: String)]) { self.fields = fields }
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { (name: $0.0, value: $0.1) }
    }

    /// The first field of that name.
    package subscript(name: String) -> String? {
        for field in fields where field.name.equalsIgnoringASCIICase(name) { return field.value }
        return nil
    }

    package mutating func append(_ name: String, _ value: String) { fields.append((name: name, value: value)) }

    package static func == (left: HTTPHeaders, right: HTTPHeaders) -> Bool {
        left.fields.elementsEqual(right.fields) { $0.name == $1.name && $0.value == $1.value }
    }
}

extension String {
    package func equalsIgnoringASCIICase(_ other: String) -> Bool {
        utf8.count == other.utf8.count
            && utf8.elementsEqual(other.utf8) { $0.asciiLowercased == $1.asciiLowercased }
    }
}

extension UInt8 {
    package var asciiLowercased: UInt8 { (65...90).contains(self) ? self | 0x20 : self }
}

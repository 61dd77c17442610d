import EmendService
import Testing

struct ListenAddressTests {
    @Test(
        arguments: [
            ("127.0.0.1:8080", "127.0.0.1:8080"), ("0.0.0.0:0", "0.0.0.0:0"), ("localhost:80", "127.0.0.1:80"),
            ("[::1]:65535", "[::1]:65535"), ("[::ffff:10.0.0.1]:1", "[::ffff:10.0.0.1]:1"),
            ("8080", nil), (":8080", nil), ("127.0.0.1", nil), ("127.0.0.1:", nil), ("127.0.0.1:65536", nil),
            ("127.0.0.1:+80", nil), ("256.0.0.1:80", nil), ("1.2.3:80", nil), ("::1:80", nil), ("[::1]", nil),
            ("example.com:80", nil), ("[1.2.3.4]:80", nil), ("", nil),
        ] as [(String, String?)])
    func `takes addresses with a port`(_ text: String, _ expected: String?) {
        #expect(ListenAddress(text)?.text == expected)
    }
}

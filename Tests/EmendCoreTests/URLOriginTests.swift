import EmendCore
import Testing

struct URLOriginTests {
    static let accepted: [(String, String, Bool)] = [
        ("https://chat.example.com", "https://chat.example.com", false),
        ("HTTPS://Chat.Example.com/", "https://chat.example.com", false),
        ("https://chat.example.com:443/api/", "https://chat.example.com/api", false),
        ("http://localhost:8080/a/b.c", "http://localhost:8080/a/b.c", true),
        ("http://127.0.0.1:1", "http://127.0.0.1:1", true), ("http://127.9.8.7", "http://127.9.8.7", true),
        ("http://127.0.0.1.example.com", "http://127.0.0.1.example.com", false),
        ("http://[::1]:99", "http://[::1]:99", true), ("http://[2001:DB8::1]", "http://[2001:db8::1]", false),
        ("https://my_host-1", "https://my_host-1", false), ("http://128.0.0.1", "http://128.0.0.1", false),
    ]

    @Test(arguments: accepted)
    func `an origin is read and written in one form`(_ row: (String, String, Bool)) throws {
        let origin = try URLOrigin(row.0)
        #expect(origin.text == row.1)
        #expect(origin.isLoopback == row.2)
        #expect(try URLOrigin(origin.text) == origin)
    }

    static let refused: [(String, URLOrigin.ParseError)] = [
        ("", .scheme), ("chat.example.com", .scheme), ("ftp://a", .scheme), ("file:///etc/passwd", .scheme),
        ("https://", .host), ("https:///a", .host), ("https://a..b", .host), ("https://-a", .host),
        ("https://a b", .host), ("https://é.de", .host), ("https://[::1", .host), ("https://[]", .host),
        ("https://[::1]x", .host), ("https://a\u{0}b", .host), ("https://[fe80::1%25eth0]", .host),
        ("https://user@a", .userinfo), ("https://user:secret@a", .userinfo), ("https://a:b@c", .userinfo),
        ("https://a:", .port), ("https://a:0", .port), ("https://a:65536", .port), ("https://a:+80", .port),
        ("https://a:999999999999999999999", .port), ("https://a/b?c", .queryOrFragment),
        ("https://a#b", .queryOrFragment),
        ("https://a?@b", .queryOrFragment), ("https://a//b", .path), ("https://a/../b", .path),
        ("https://a/./b", .path),
        ("https://a/b\r\nc", .path), ("https://a/%2e", .path), ("https://a/b\\c", .path),
    ]

    @Test(arguments: refused)
    func `what is not plainly an origin is refused with its reason`(_ row: (String, URLOrigin.ParseError)) {
        #expect(throws: row.1) { try URLOrigin(row.0) }
    }
}

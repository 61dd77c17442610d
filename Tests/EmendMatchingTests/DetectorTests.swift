import EmendCore
import EmendMatching
import Testing

struct DetectorTests {
    struct Row: CustomTestStringConvertible, Sendable {
        let detector: String
        let text: String
        let found: [String]
        var testDescription: String { "\(detector): \(text)" }

        init(_ detector: String, _ text: String, _ found: String...) {
            (self.detector, self.text, self.found) = (detector, text, found)
        }
    }

    static let cards = [
        Row("credit_card", "card 4111 1111 1111 1111, thanks", "4111 1111 1111 1111"),
        Row("credit_card", "4111111111111111", "4111111111111111"),
        Row("credit_card", "4111-1111-1111-1111.", "4111-1111-1111-1111"),
        Row("credit_card", "exp 3782 822463 10005 12/27 cvv 123", "3782 822463 10005"),
        Row("credit_card", "5555555555554444 6011111111111117", "5555555555554444", "6011111111111117"),
        Row("credit_card", "4111 1111 1111 1111 123", "4111 1111 1111 1111"),
        Row("credit_card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        Row("credit_card", "4111\u{A0}1111\u{A0}1111\u{A0}1111", "4111\u{A0}1111\u{A0}1111\u{A0}1111"),
        Row("credit_card", "４１１１１１１１１１１１１１１１", "４１１１１１１１１１１１１１１１"),
        Row("credit_card", "4111\u{200B}1111\u{200B}1111\u{200B}1111", "4111\u{200B}1111\u{200B}1111\u{200B}1111"),
        Row("credit_card", "٤١١١ ١١١١ ١١١١ ١١١١", "٤١١١ ١١١١ ١١١١ ١١١١"),
        Row("credit_card", "4111–1111–1111–1111", "4111–1111–1111–1111"),
        Row("credit_card", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏", "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏"),
        Row("credit_card", "6304 0000 0000 0000", "6304 0000 0000 0000"),
        Row("credit_card", "kort:4111111111111111", "4111111111111111"),
        Row("credit_card", "order 4111 1111 1111 1112"), Row("credit_card", "84111111111111111199"),
        Row("credit_card", "0000 0000 0000 0000"), Row("credit_card", "9111111111111111"),
        Row("credit_card", "1234567890123456"),
        Row("credit_card", "[credit_card] **** **** **** 1111 [credit_card:kqzvmwpa]"),
        Row("credit_card", "3.141592653589793238"), Row("credit_card", "2026-03-02 10:15:30.123456"),
        Row("credit_card", "+49 151 23456789"),
    ]
    static let emails = [
        Row("email", "write to Jane.Doe+spam@example.co.uk.", "Jane.Doe+spam@example.co.uk"),
        Row("email", "<a@b.io>, *bob@example.com*", "a@b.io", "bob@example.com"),
        Row("email", "mailto:x_y@sub-domain.example.org?subject=a", "x_y@sub-domain.example.org"),
        Row("email", "jürgen@müller.de и иван@почта.рф", "jürgen@müller.de", "иван@почта.рф"),
        Row("email", "a@xn--mller-kva.xn--p1ai", "a@xn--mller-kva.xn--p1ai"),
        Row("email", "john＠example․com", "john＠example․com"), Row("email", "jоhn@exаmple.com", "jоhn@exаmple.com"),
        Row("email", "jo\u{200B}hn@example.com", "jo\u{200B}hn@example.com"),
        Row("email", "a@b"), Row("email", "@alice said hi"), Row("email", "logo@2x.png"),
        Row("email", "a..b@example.com", "b@example.com"),
        Row("email", "x@example.c"), Row("email", "[email] [email:kqzvmwpa]"), Row("email", "user@localhost"),
        Row("email", "a@-b.com"), Row("email", "3 @ 4.50"), Row("email", "a@b@c.com", "b@c.com"),
        Row("email", "我的邮箱是foo@bar.com请回复", "foo@bar.com"),
        Row("email", "用户@例子.中国", "用户@例子.中国"),
    ]
    static let ibans = [
        Row("iban", "DE89 3704 0044 0532 0130 00 is mine", "DE89 3704 0044 0532 0130 00"),
        Row("iban", "de89370400440532013000", "de89370400440532013000"),
        Row("iban", "GB29NWBK60161331926819.", "GB29NWBK60161331926819"),
        Row(
            "iban", "NO9386011117947, FR14 2004 1010 0505 0001 3M02 606", "NO9386011117947",
            "FR14 2004 1010 0505 0001 3M02 606"),
        Row("iban", "MT84MALT011000012345MTLCAST001S", "MT84MALT011000012345MTLCAST001S"),
        Row("iban", "BE68-5390-0754-7034", "BE68-5390-0754-7034"),
        Row("iban", "ab12 cdef DE89370400440532013000", "DE89370400440532013000"),
        Row("iban", "ＤＥ８９370400440532013000", "ＤＥ８９370400440532013000"),
        Row("iban", "DE88 3704 0044 0532 0130 00"), Row("iban", "DE8937040044053201300"),
        Row("iban", "DE893704004405320130001"),
        Row("iban", "XX89370400440532013000"), Row("iban", "GB2960161331926819NWBK"), Row("iban", "[iban]"),
    ]
    static let phones = [
        Row("phone", "call +49 30 1234567!", "+49 30 1234567"), Row("phone", "+14155552671", "+14155552671"),
        Row("phone", "(+44) 20 7946 0958", "(+44) 20 7946 0958"), Row("phone", "+49 (0)30 123456", "+49 (0)30 123456"),
        Row("phone", "415-555-2671 or (415) 555-2671", "415-555-2671", "(415) 555-2671"),
        Row("phone", "1-800-555-0199", "1-800-555-0199"), Row("phone", "415.555.2671", "415.555.2671"),
        Row("phone", "020 7946 0958", "020 7946 0958"), Row("phone", "07700 900123", "07700 900123"),
        Row("phone", "01 23 45 67 89, 06.12.34.56.78", "01 23 45 67 89", "06.12.34.56.78"),
        Row("phone", "030/1234567", "030/1234567"), Row("phone", "(02) 9374 4000", "(02) 9374 4000"),
        Row("phone", "0049 30 1234567", "0049 30 1234567"), Row("phone", "my phone is 4155552671", "4155552671"),
        Row("phone", "llama al teléfono 612 345 678", "612 345 678"),
        Row("phone", "415-555-2671 2 times", "415-555-2671"),
        Row("phone", "tel:+1-415-555-2671 x23", "+1-415-555-2671"), Row("phone", "＋４９ ３０ １２３４５６７", "＋４９ ３０ １２３４５６７"),
        Row("phone", "电话13812345678", "13812345678"), Row("phone", "+55 11 91234-5678", "+55 11 91234-5678"),
        Row("phone", "I need 2 415-555-2671", "415-555-2671"),
        Row("phone", "+1 415 555 2671 4 times", "+1 415 555 2671"),
        Row("phone", "+49 30 1234567 2026 03 02", "+49 30 1234567"), Row("phone", "9400 1000 0000 0000 0000 00"),
        Row("phone", "12 34567 020 7946 0958", "020 7946 0958"),
        Row("phone", "415-555-2671 020 7946 0958", "415-555-2671", "020 7946 0958"), Row("phone", "order 4155552671"),
        Row("phone", "1234567890"), Row("phone", "order 020 7946 0958"),
        Row("phone", "2026-03-02 10:15:30"), Row("phone", "02.03.2026 10.15"), Row("phone", "20260302101530"),
        Row("phone", "192.168.100.200"), Row("phone", "4111 1111 1111 1111"), Row("phone", "078-05-1121"),
        Row("phone", "1700000000"), Row("phone", "1,234,567.89"), Row("phone", "#0201234567"),
        Row("phone", "€ 1 234 567"),
        Row("phone", "12:30:45 2026"), Row("phone", "+999 1234567"), Row("phone", "[phone] ***-***-2671"),
        Row("phone", "ISBN 978-3-16-148410-0"), Row("phone", "https://example.com/0207946095"),
        Row("phone", "DE89 3704 0044 0532 0130 00"), Row("phone", "01.02.24 12.30"),
    ]
    static let others = [
        Row("us_ssn", "123-45-6789", "123-45-6789"), Row("us_ssn", "SSN: 123456789", "123456789"),
        Row("us_ssn", "123 45 6789", "123 45 6789"),
        Row("us_ssn", "my social security number is 219.09.9998", "219.09.9998"),
        Row("us_ssn", "123456789"), Row("us_ssn", "000-12-3456"), Row("us_ssn", "666-12-3456"),
        Row("us_ssn", "900-12-3456"),
        Row("us_ssn", "123-00-4567"), Row("us_ssn", "123-45-0000"), Row("us_ssn", "078-05-1120"),
        Row("us_ssn", "123-45 6789"),
        Row("us_ssn", "1-123-45-6789"), Row("us_ssn", "123-45-67890"), Row("us_ssn", "***-**-6789 [us_ssn]"),
        Row("ipv4", "ping 192.168.0.1:8080, 10.0.0.0/8", "192.168.0.1", "10.0.0.0"),
        Row("ipv4", "(8.8.8.8).", "8.8.8.8"),
        Row("ipv4", "请访问192.168.0.1谢谢", "192.168.0.1"), Row("ipv4", "256.1.1.1"), Row("ipv4", "1.2.3.4.5"),
        Row("ipv4", "1.2.3"), Row("ipv4", "v1.2.3.4"),
        Row("ipv4", "version 1.2.3.4"), Row("ipv4", "010.1.1.1"), Row("ipv4", "1.2.3.4.com"),
        Row("ipv4", "1.2.3.4-beta", "1.2.3.4"),
        Row("url", "see https://example.com/a?b=c#d.", "https://example.com/a?b=c#d"),
        Row("url", "(http://example.com/x_(y))", "http://example.com/x_(y)"),
        Row("url", "WWW.Example.com, ok", "WWW.Example.com"),
        Row("url", "<https://münchen.de/straße>", "https://münchen.de/straße"),
        Row("url", "“https://a.io”", "https://a.io"),
        Row("url", "[a](https://a.io/b)", "https://a.io/b"), Row("url", "请看https://a.io/路径。", "https://a.io/路径"),
        Row("url", "http://[::1]:80/", "http://[::1]:80/"), Row("url", "http://"), Row("url", "www."),
        Row("url", "awww.x"),
        Row("url", "http://."), Row("url", "example dot com"), Row("url", "[url] [url:kqzvmwpa]"),
        Row("url", "hxxp://a.io"), Row("url", "ｈｔｔｐｓ：／／ａ．ｉｏ", "ｈｔｔｐｓ：／／ａ．ｉｏ"),
    ]

    @Test(arguments: cards + emails + ibans + phones + others)
    func `a detector finds its entity and nothing near it`(_ row: Row) throws {
        let text = ValidUTF8(row.text)
        let detector = try #require(Detectors.named(row.detector))
        let outcome = detector.finds(in: Subject(text), scratch: MatchScratch())
        #expect(outcome.finds.map { String(decoding: text.bytes[$0.range], as: UTF8.self) } == row.found)
        #expect(outcome.finds.allSatisfy { $0.entity == row.detector && $0.confidence >= 0.5 && $0.confidence <= 1 })
        #expect(outcome.unknown == nil)
    }

    @Test func `our own replacements are never finds`() {
        let scratch = MatchScratch()
        for detector in Detectors.all {
            for text in [
                "[\(detector.name)]", "[\(detector.name):kqzvmwpa]", "**** **** **** 1111", "[redacted]",
                "+** *** ***4567",
            ] {
                let found = detector.finds(in: Subject(ValidUTF8("x \(text), y")), confidence: 0, scratch: scratch)
                #expect(found.finds.isEmpty, "\(detector.name) in \(text)")
            }
        }
    }

    @Test func `a lower confidence finds more`() throws {
        let detector = try #require(Detectors.named("us_ssn"))
        let subject = Subject("123456789")
        #expect(detector.finds(in: subject, confidence: 0.3, scratch: MatchScratch()).finds.first?.confidence == 0.3)
        #expect(detector.finds(in: subject, confidence: 0.31, scratch: MatchScratch()).finds.isEmpty)
    }

    @Test func `a raw search leaves other digits alone`() throws {
        let detector = try #require(Detectors.named("credit_card"))
        #expect(detector.finds(in: Subject("４１１１１１１１１１１１１１１１"), raw: true, scratch: MatchScratch()).finds.isEmpty)
    }

    @Test func `every name is found again and nothing else is`() {
        #expect(Detectors.all.allSatisfy { Detectors.named($0.name)?.summary == $0.summary })
        #expect(Detectors.named("credit-card") == nil)
    }

    @Test func `long hostile texts end, and what was not judged is said`() {
        let scratch = MatchScratch()
        for piece in ["1 ", "1", "a@", "a.", "a.b@", "DE89", "http://", "1.1.", "+1", "@", "x-", "(1", "www.a."] {
            let subject = Subject(ValidUTF8(String(repeating: piece, count: 100_000 / piece.utf8.count)))
            for detector in Detectors.all {
                var looks = 0
                let outcome = detector.finds(
                    in: subject, scratch: scratch,
                    deadline: Deadline {
                        looks += 1
                        return looks > 2000
                    })
                #expect(outcome.unknown == nil || outcome.unknown == .limit, "\(detector.name) on \(piece)")
            }
        }
    }
}

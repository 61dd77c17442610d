import EmendCore
import EmendMatching
import Testing

/// What stands beside an entity must not hide it, and other numbers with much beside them must stay.
struct DetectorSurroundingsTests {
    typealias Row = DetectorTests.Row

    static let cards = [
        Row("credit_card", "4111111111111111,5555555555554444", "4111111111111111", "5555555555554444"),
        Row("credit_card", "4111111111111111,12/26,123", "4111111111111111"),
        Row("credit_card", "id 7,4111111111111111", "4111111111111111"),
        Row("credit_card", "7;Ann;4111111111111111;2027", "4111111111111111"),
        Row("credit_card", "4111111111111111EUR", "4111111111111111"),
        Row("credit_card", "id x4111111111111111", "4111111111111111"),
        Row("credit_card", "VISA4111111111111111exp", "4111111111111111"),
        Row("credit_card", "4111111111111111.", "4111111111111111"),
        Row("credit_card", "4111111111111111.5555555555554444", "4111111111111111", "5555555555554444"),
        Row("credit_card", "2.4111 1111 1111 1111", "4111 1111 1111 1111"),
        Row("credit_card", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 12/27", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        Row("credit_card", "12/27 4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"),
        Row(
            "credit_card", "411 111 111 111 1111 555 555 555 555 4444 99", "411 111 111 111 1111",
            "555 555 555 555 4444"),
        Row("credit_card", "41111111-11111111 2027 123", "41111111-11111111"),
        // Networks beyond the largest.
        Row("credit_card", "38520000023237", "38520000023237"), Row("credit_card", "30000000000004", "30000000000004"),
        Row("credit_card", "1354 12345 678911", "1354 12345 678911"),
        Row("credit_card", "UATP card 135412345678911", "135412345678911"),
        Row("credit_card", "6000123456789012", "6000123456789012"),
        Row("credit_card", "8200123456789016", "8200123456789016"),
        Row("credit_card", "5085000000000007", "5085000000000007"),
        Row("credit_card", "my maestro: 501850000008", "501850000008"),
        Row("credit_card", "9792100000000001", "9792100000000001"),
        Row("credit_card", "2200123456789019", "2200123456789019"),
        Row("credit_card", "9704123456789012345", "9704123456789012345"),
        Row("credit_card", "8600123456789012 9860123456789015", "8600123456789012", "9860123456789015"),
        // Neither decimals, nor hashes, article numbers, serial numbers of telephones, times, tracking numbers.
        Row("credit_card", "0.4111111111111111"), Row("credit_card", "12.4111111111111111"),
        Row("credit_card", "0x4111111111111111"), Row("credit_card", "a84111111111111111c9"),
        Row("credit_card", "1Z4111111111111111"), Row("credit_card", "+39021234567"),
        Row("credit_card", "135412345678911"), Row("credit_card", "501850000008"),
        Row("credit_card", "TBA501850000008"), Row("credit_card", "4111-1111-1111-1112,4111111111111112"),
    ]
    static let numbers = [
        Row("us_ssn", "dob 01/02/1980 536-90-4399", "536-90-4399"), Row("us_ssn", "id 5 536-90-4399", "536-90-4399"),
        Row("us_ssn", "536-90-4399,1980", "536-90-4399"),
        Row("us_ssn", "536-90-4399,536-90-4398", "536-90-4399", "536-90-4398"),
        Row("us_ssn", "536-90-4399 536-90-4398", "536-90-4399", "536-90-4398"),
        Row("us_ssn", "5,536-90-4399;x", "536-90-4399"), Row("us_ssn", "SSN536-90-4399", "536-90-4399"),
        Row("us_ssn", "536-90-4399- thanks", "536-90-4399"), Row("us_ssn", "536 90 4399,1980", "536 90 4399"),
        Row("us_ssn", "ssn 5 536 90 4399", "536 90 4399"), Row("us_ssn", "0664 123 45 6789"),
        Row("us_ssn", "9-536-90-4399"), Row("us_ssn", "536-90-4399-1"), Row("us_ssn", "ssn 12.536904399"),
        Row("phone", "phone:212-555-1234", "212-555-1234"), Row("phone", "tel:0301234567", "0301234567"),
        Row("phone", "phone=2125551234", "2125551234"), Row("phone", "WhatsApp+4915112345678", "+4915112345678"),
        Row("phone", "Ann,212-555-1234,NY", "212-555-1234"), Row("phone", "Tel.:030/1234567", "030/1234567"),
        Row("phone", "Tel.030 1234567", "030 1234567"),
        Row("phone", "+49 30 1234567 2026", "+49 30 1234567"), Row("phone", "+44 20 7946 2026", "+44 20 7946 2026"),
        Row("phone", "+1 415 555 2026", "+1 415 555 2026"), Row("phone", "+55 11 91234 2026", "+55 11 91234 2026"),
        Row("phone", "+997 123 456 7890"), Row("phone", "x+1234567"), Row("phone", "10:15:0301234567"),
        Row("phone", "call host:8080 id=2125551234"), Row("phone", "1.0301234567"),
        Row("phone", "2026-03-02T10:15:30.1234567"),
    ]
    static let emails = [
        Row("email", "-john@example.com", "john@example.com"), Row("email", "..john@example.com", "john@example.com"),
        Row("email", "john@example.com-thanks", "john@example.com"),
        Row("email", "john@example.com_", "john@example.com"),
        Row("email", "john@example.com_2026", "john@example.com"),
        Row("email", "mail...john@example.com", "john@example.com"), Row("email", "a..-b@example.com", "b@example.com"),
        Row("email", "jane-john@example.com...", "jane-john@example.com"),
        Row("email", "john@example.com.5 items", "john@example.com"), Row("email", "--a@-b.com"),
        Row("email", "..@example.com"), Row("email", "john@example.com1"), Row("email", "react@18.2.0-rc.1"),
    ]

    @Test(arguments: cards + numbers + emails)
    func `an entity is found whatever stands beside it`(_ row: Row) throws {
        let text = ValidUTF8(row.text)
        let detector = try #require(Detectors.named(row.detector))
        let outcome = detector.finds(in: Subject(text), scratch: MatchScratch())
        #expect(outcome.finds.map { String(decoding: text.bytes[$0.range], as: UTF8.self) } == row.found)
    }

    /// Numbers as they stand in shop and support conversations; none may be hidden.
    static let ordinary = [
        "order 4111-2222-3333", "order #1000245678901 shipped", "invoice RE-2026-000417/22",
        "2026-03-02 10:15:30.123456",
        "1700000000123", "175140604524614", "1700000000123456", "20260302101530", "v4.11.1111.1111",
        "iOS 17.4.1 (21E236)",
        "build 2026.03.02.4111", "1Z999AA10123456784", "JD014600006281230704", "9400 1000 0000 0000 0000 00",
        "RR123456785DE", "TBA123456789012", "00340434161094042557", "sha 4111111111111111aaaaaaaabbbb12345678cccc",
        "d41d8cd98f00b204e9800998ecf8427e", "123e4567-e89b-12d3-a456-426614174000", "commit 5f3759df",
        "ISBN 978-3-16-148410-0", "EAN 4006381381741", "IMEI 356662572973169", "0.1234567890123456", "1,234,567.89",
        "192.168.100.200:8080", "10.0.0.0/8", "12:30:45", "-33.8688197, 151.2092955", "#0201234567",
        "100 200 300 400 500",
        "1 2 3 4 5 6 7 8 9 10 11 12", "2024 2025 2026 2027", "size 42, 43, 44", "item 4711-22 x 3", "€ 1.499,00",
        "00:1B:44:11:3A:B7", "logo@2x.png", "@alice @bob", "npm i pkg@1.2.3", "RFC 5321, section 4.1.2", "room 536-90",
        "part 536-90-43", "ticket 20260101-000042", "1e-10", "+1", "50% off 2 for 1", "3.141592653589793238",
        "snowflake 1174042187651485696", "ICCID 8949020000012345678",
    ]

    @Test(arguments: ordinary)
    func `ordinary numbers are left alone`(_ text: String) {
        let scratch = MatchScratch()
        for name in ["credit_card", "us_ssn", "phone", "email", "iban"] {
            let finds = Detectors.named(name)?.finds(in: Subject(ValidUTF8(text)), scratch: scratch).finds
            #expect(finds == [], "\(name)")
        }
    }
}

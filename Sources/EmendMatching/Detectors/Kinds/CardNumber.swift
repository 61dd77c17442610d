/// Which networks issue a number of so many digits that begins like this, and the check digit.
enum CardNumber {
    enum Kind: Hashable {
        /// A large network, in the length that nearly all of its cards have.
        case common
        /// Another network or length; as sure when the number stands by itself.
        case likely
        /// So many other numbers look like this that grouping or a word nearby has to help.
        case possible
    }

    static let lengths = 12...19

    static func isCard(_ digits: [UInt8]) -> Bool {
        guard let kind = kind(of: digits) else { return false }
        return kind != .possible
    }

    /// Nil when no network issues it or the check digit is wrong.
    static func kind(of digits: [UInt8]) -> Kind? {
        guard lengths.contains(digits.count) else { return nil }
        let prefix = digits.prefix(6).reduce(0) { $0 * 10 + Int($1) }
        let issuer = issuers.first { $0.prefixes.contains(prefix) && $0.lengths.contains(digits.count) }
        guard let issuer, luhn(digits) else { return nil }
        if digits.count == 13, isArticleNumber(digits) { return .possible }
        return issuer.kind
    }

    /// Double every second digit from the right, add the digits; ISO/IEC 7812-1, annex B.
    static func luhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.reversed().enumerated() {
            let value = Int(digit) * (place % 2 == 0 ? 1 : 2)
            sum += value > 9 ? value - 9 : value
        }
        return sum % 10 == 0
    }

    /// A GTIN-13, as under the bars of what is sold: weights 1 and 3 by turns (GS1 General Specifications, 7.9).
    private static func isArticleNumber(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (place, digit) in digits.enumerated() { sum += Int(digit) * (place % 2 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }

    private struct Issuer {
        var prefixes: ClosedRange<Int>
        var lengths: Set<Int>
        var kind: Kind

        init(_ prefixes: ClosedRange<Int>, _ lengths: Set<Int>, _ kind: Kind = .likely) {
            (self.prefixes, self.lengths, self.kind) = (prefixes, lengths, kind)
        }
    }

    /// First six digits and lengths; the first row that fits counts.
    ///
    /// Discover and Diners Club: "IIN Bin Range Update Bulletin" of the Discover Global Network. Mastercard and Maestro:
    /// "Mastercard Rules", 6.1. RuPay: NPCI product booklet. Mir: nspk.ru. Troy: bkm.com.tr. The rest, which the networks
    /// tell only their members: the table in https://en.wikipedia.org/wiki/Payment_card_number (opening read
    /// 2026-11-20); ranges are from general knowledge and were not compared with the networks' own documents.
    private static let issuers: [Issuer] = [
        Issuer(400_000...499_999, [16], .common), Issuer(400_000...499_999, [13, 18, 19]),  // Visa
        Issuer(510_000...559_999, [16], .common), Issuer(222_100...272_099, [16], .common),  // Mastercard
        Issuer(340_000...349_999, [15], .common), Issuer(370_000...379_999, [15], .common),  // American Express
        Issuer(601_100...601_199, [16], .common), Issuer(644_000...659_999, [16], .common),  // Discover, RuPay, Troy
        Issuer(601_100...601_199, [17, 18, 19]), Issuer(644_000...659_999, [17, 18, 19]),
        Issuer(620_000...629_999, [16], .common), Issuer(620_000...629_999, [17, 18, 19]),  // UnionPay
        Issuer(810_000...829_999, [16]), Issuer(810_000...817_199, [17, 18, 19]),  // RuPay, UnionPay
        Issuer(352_800...358_999, [16], .common), Issuer(352_800...358_999, [17, 18, 19]),  // JCB
        Issuer(300_000...305_999, [14, 15, 16, 17, 18, 19]), Issuer(309_500...309_599, [14, 15, 16, 17, 18, 19]),
        Issuer(360_000...369_999, [14, 15, 16, 17, 18, 19]), Issuer(380_000...399_999, [14, 16, 17, 18, 19]),  // Diners
        // Maestro and national schemes: Dankort, Elo, Verve, Hipercard, RuPay 508 and 60, GPN.
        Issuer(500_000...509_999, [16, 17, 18, 19]), Issuer(500_000...509_999, [12, 13, 14, 15], .possible),
        Issuer(560_000...589_999, [16, 17, 18, 19]), Issuer(560_000...589_999, [12, 13, 14, 15], .possible),
        Issuer(600_000...619_999, [16, 17, 18, 19]), Issuer(600_000...601_099, [12, 13, 14, 15], .possible),
        Issuer(630_000...643_999, [16, 17, 18, 19]), Issuer(630_000...643_999, [12, 13, 14, 15], .possible),
        Issuer(670_000...679_999, [16, 17, 18, 19]), Issuer(670_000...679_999, [12, 13, 14, 15], .possible),
        Issuer(220_000...220_499, [16, 17, 18, 19]),  // Mir
        Issuer(220_500...220_599, [16]),  // BORICA
        Issuer(979_200...979_299, [16]),  // Troy
        Issuer(970_400...970_499, [16, 19]),  // Napas
        Issuer(860_000...860_099, [16]), Issuer(986_000...986_099, [16]),  // UzCard, Humo
        Issuer(100_000...199_999, [15], .possible),  // UATP
    ]
}

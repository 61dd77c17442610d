/// Country codes of the telephone network.
///
/// ITU-T E.164, list of assigned country codes (https://www.itu.int/pub/T-SP-E.164D).
enum CallingCode {
    /// The code that `digits` begin with; no code is the beginning of another.
    static func prefix(of digits: some Collection<UInt8>) -> Int? {
        var code = 0
        for digit in digits.prefix(3) {
            code = code * 10 + Int(digit)
            if assigned.contains(code) { return code }
        }
        return nil
    }

    private static let assigned: Set<Int> = Set(
        [
            [1, 7, 20, 27], Array(30...34), [36, 39, 40, 41], Array(43...49), Array(51...58), Array(60...66),
            [81, 82, 84, 86], Array(90...95), [98], [211, 212, 213, 216, 218], Array(220...258), Array(260...269),
            [290, 291, 297, 298, 299], Array(350...359), Array(370...378), [380, 381, 382, 383, 385, 386, 387, 389],
            [420, 421, 423], Array(500...509), Array(590...599), [670], Array(672...683), Array(685...692),
            [800, 808, 850, 852, 853, 855, 856, 870, 878, 880, 881, 882, 883, 886, 888], Array(960...968),
            Array(970...977), [979], Array(992...996), [998],
        ].joined())
}

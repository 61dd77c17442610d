/// Simple case folding: lower(upper(c)) of a single scalar.
///
/// It equates what caseless matching of PCRE2 under UTF equates, such as K and U+212A, s and long s, the two sigmas.
/// Mappings to several scalars (such as that of sharp s) leave the scalar as it is.
enum CaseFold {
    static func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let value = scalar.value
        if value < 0x80 { return (65...90).contains(value) ? Unicode.Scalar(UInt8(value + 32)) : scalar }
        if value < UInt32(low.count) { return low[Int(value)] }
        // CJK, Yi and Hangul have no case; they are the bulk of the texts beyond the table.
        if (0x3000..<0xA640).contains(value) || (0xAC00..<0xF900).contains(value) { return scalar }
        return mapped(scalar)
    }

    /// All scripts with case below the ideographs; the mappings of the standard library go through strings.
    private static let low: [Unicode.Scalar] = (0..<0x3000).map { value in
        // 0...0x2FFF holds no surrogates.
        mapped(Unicode.Scalar(UInt16(value)) ?? "\0")
    }

    private static func mapped(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let upper = single(scalar.properties.uppercaseMapping) ?? scalar
        return single(upper.properties.lowercaseMapping) ?? upper
    }

    private static func single(_ text: String) -> Unicode.Scalar? {
        let scalars = text.unicodeScalars
        return scalars.count == 1 ? scalars.first : nil
    }
}

/// The candidate that `word` was probably meant to be: within two edits, one for words of up to three characters.
///
/// An edit is a wrong, missing or extra character or two that changed places. Nil when nothing is near; the first of
/// equally near candidates wins.
package func suggestion(for word: String, among candidates: some Sequence<String>) -> String? {
    let scalars = Array(word.unicodeScalars)
    // Nobody mistypes so long a word, and the time grows with the square of the length.
    guard !scalars.isEmpty, scalars.count <= 64 else { return nil }
    var best: (distance: Int, word: String)?
    for candidate in candidates where candidate != word {
        let other = Array(candidate.unicodeScalars)
        let limit = min(scalars.count, other.count) <= 3 ? 1 : 2
        guard abs(other.count - scalars.count) <= limit else { continue }
        let distance = editDistance(scalars, other)
        if distance <= limit, distance < best?.distance ?? .max { best = (distance, candidate) }
    }
    return best?.word
}

/// Damerau-Levenshtein distance in its restricted form (no substring is edited twice).
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        row.reserveCapacity(b.count + 1)
        for j in b.indices {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}

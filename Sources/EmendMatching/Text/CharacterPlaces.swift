import EmendCore

/// Where the characters of a text begin, as people see them.
///
/// One pass finds them all. Asking `String` about each find would walk through the same character again and again, and
/// one character can be as long as the text: a letter under a hundred thousand accents, a chain of flags.
struct CharacterPlaces {
    /// Bytes; the last one is the end of the text.
    private let starts: [Int]

    init(of text: ValidUTF8) {
        let string = text.string
        var starts: [Int] = []
        starts.reserveCapacity(string.utf8.count + 1)
        var place = 0
        for character in string {
            starts.append(place)
            place += character.utf8.count
        }
        starts.append(place)
        self.starts = starts
    }

    /// The beginning of the character that holds the byte at `offset`; the end of the text beyond its last.
    func start(of offset: Int) -> Int { starts[index(of: offset)] }

    /// `offset` itself where a character begins, else the end of the character around it.
    func end(of offset: Int) -> Int {
        let index = index(of: offset)
        return starts[index] < offset ? starts[min(index + 1, starts.count - 1)] : starts[index]
    }

    /// The last place at or before `offset`.
    private func index(of offset: Int) -> Int {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return max(0, low - 1)
    }
}

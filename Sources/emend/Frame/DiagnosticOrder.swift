import EmendCore

extension [Diagnostic] {
    /// Files in the order in which they were read, and each from top to bottom.
    func inReadingOrder() -> [Diagnostic] {
        var places: [String: Int] = [:]
        for diagnostic in self where places[diagnostic.location.file] == nil {
            places[diagnostic.location.file] = places.count
        }
        return enumerated().sorted { left, right in
            let (a, b) = (left.element.location, right.element.location)
            return (places[a.file] ?? 0, a.line, a.column, left.offset)
                < (places[b.file] ?? 0, b.line, b.column, right.offset)
        }.map(\.element)
    }
}

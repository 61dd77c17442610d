/// How much is kept of what is found in one message.
package enum FindLimit {
    /// The most places that one pattern, keyword list or detector of a rule finds in one message; the text beyond counts
    /// as not judged.
    ///
    /// Nobody writes so many numbers or names, and each of them costs memory, a line of the hit and a step of every
    /// merge, long after the matching is over.
    package static let perSearch = 10_000
}

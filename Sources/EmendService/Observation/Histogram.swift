/// Counts values by size; any thread may add to it.
package final class Histogram: Sendable {
    /// Upper limits of the buckets, rising, each included; larger values are counted beyond the last.
    package let limits: [UInt64]
    private let buckets: [Counter]
    private let sum = Counter()

    package init(limits: [UInt64]) {
        self.limits = limits
        buckets = (0...limits.count).map { _ in Counter() }
    }

    package func add(_ value: UInt64) {
        buckets[limits.firstIndex { value <= $0 } ?? limits.count].add()
        sum.add(Int(clamping: value))
    }

    /// For each limit how many values were not larger; how many there were at all; and their sum.
    package var reading: (atMost: [UInt64], count: UInt64, sum: UInt64) {
        var total: UInt64 = 0
        let counts = buckets.map { bucket in
            total += bucket.value
            return total
        }
        return (counts.dropLast(), total, sum.value)
    }
}

import EmendService
import Testing

struct HistogramTests {
    @Test func `counts each value at all limits that it does not pass`() {
        let histogram = Histogram(limits: [1, 10, 100])
        for value: UInt64 in [0, 1, 2, 10, 11, 1000] { histogram.add(value) }
        let reading = histogram.reading
        #expect(reading.atMost == [2, 4, 5])
        #expect(reading.count == 6)
        #expect(reading.sum == 1024)
    }
}

import EmendCore
import EmendService
import Testing

struct RateBucketTests {
    @Test func `lets the rate through and no more in any window`() {
        var bucket = RateBucket(Rate(10, per: .seconds(60)))
        var sent: [Duration] = []
        for second in 0..<300 {
            let now = Duration.seconds(second)
            while bucket.reserve(at: now) {
                bucket.spend(at: now)
                sent.append(now)
            }
        }
        #expect(sent.count == 50)
        let busiest = sent.map { start in sent.count { $0 >= start && $0 < start + .seconds(60) } }.max()
        #expect(busiest == 10)
    }

    @Test func `names the moment at which the next call may go out`() {
        var bucket = RateBucket(Rate(2, per: .seconds(10)))
        for now in [Duration.seconds(1), .seconds(4)] {
            let isFree = bucket.reserve(at: now)
            #expect(isFree)
            bucket.spend(at: now)
        }
        #expect(!bucket.isFree(at: .seconds(10)))
        #expect(bucket.nextFree(at: .seconds(5)) == .seconds(11))
        #expect(bucket.isFree(at: .seconds(11)))
        #expect(bucket.nextFree(at: .seconds(12)) == .seconds(12))
    }

    @Test func `counts promises as if they were calls, and takes them back`() {
        var bucket = RateBucket(Rate(1, per: .seconds(10)))
        var answers = [bucket.reserve(at: .zero), bucket.reserve(at: .zero)]
        bucket.giveBack()
        answers.append(bucket.reserve(at: .zero))
        #expect(answers == [true, false, true])
        bucket.spend(at: .seconds(3))
        #expect(bucket.nextFree(at: .seconds(3)) == .seconds(13))
    }

    @Test func `obeys a pause of the provider`() {
        var bucket = RateBucket(Rate(5, per: .seconds(1)))
        bucket.pause(until: .seconds(30))
        bucket.pause(until: .seconds(20))
        #expect(!bucket.isFree(at: .seconds(29)))
        #expect(bucket.nextFree(at: .zero) == .seconds(30))
        #expect(bucket.isFree(at: .seconds(30)))
    }
}

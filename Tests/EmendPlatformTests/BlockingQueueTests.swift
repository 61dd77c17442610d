import EmendPlatform
import Testing

struct BlockingQueueTests {
    @Test func `hands over everything that waits, in order`() {
        let queue = BlockingQueue<Int>()
        queue.push(1)
        queue.push(contentsOf: [2, 3])
        #expect(queue.count == 3)
        #expect(queue.popAll() == [1, 2, 3])
        #expect(queue.popAll(waitingUntil: .zero) == [])
    }

    @Test func `gives what was left after closing, then nil, and keeps nothing more`() {
        let queue = BlockingQueue<Int>()
        queue.push(1)
        queue.close()
        #expect(queue.push(2) == false)
        #expect(queue.push(contentsOf: [3]) == false)
        #expect(queue.push(contentsOf: []) == false)
        #expect(queue.popAll() == [1])
        #expect(queue.popAll() == nil)
        #expect(queue.popAll(waitingUntil: .zero) == nil)
    }

    @Test func `refuses over its capacity and takes again once read`() {
        let queue = BlockingQueue<Int>(capacity: 2)
        #expect([1, 2, 3].map { queue.tryPush($0) } == [true, true, false])
        queue.push(4)
        #expect(queue.popAll() == [1, 2, 4])
        #expect(queue.tryPush(5))
    }

    @Test func `returns nothing at the deadline`() {
        let queue = BlockingQueue<Int>()
        let deadline = SystemClock.uptime() + .milliseconds(20)
        #expect(queue.popAll(waitingUntil: deadline) == [])
        #expect(SystemClock.uptime() >= deadline)
    }

    @Test func `loses and repeats nothing between many writers and readers`() throws {
        let queue = BlockingQueue<Int>()
        let sum = Locked((count: 0, total: 0))
        let readers = try (0..<2).map { number in
            try OwnedThread(name: "reader \(number)") {
                while let batch = queue.popAll() {
                    sum.withLock { $0 = ($0.count + batch.count, $0.total + batch.reduce(0, +)) }
                }
            }
        }
        let writers = try (0..<4).map { number in
            try OwnedThread(name: "writer \(number)") {
                for value in 0..<5000 { queue.push(number * 5000 + value) }
            }
        }
        for thread in writers { thread.join() }
        queue.close()
        for thread in readers { thread.join() }
        #expect(sum.withLock { $0.count } == 20_000)
        #expect(sum.withLock { $0.total } == 20_000 * 19_999 / 2)
    }

    @Test func `closing wakes a reader that sleeps`() throws {
        let queue = BlockingQueue<Int>()
        let ended = Locked(false)
        let reader = try OwnedThread(name: "reader") { ended.withLock { $0 = queue.popAll() == nil } }
        queue.close()
        reader.join()
        #expect(ended.withLock { $0 })
    }
}

struct BlockingQueuePopTests {
    @Test func `a batch fills the room that is left`() {
        let queue = BlockingQueue<Int>(capacity: 4)
        #expect(queue.tryPush(contentsOf: [1, 2, 3]) == 3)
        #expect(queue.tryPush(contentsOf: [4, 5, 6]) == 1)
        #expect(queue.tryPush(contentsOf: [7]) == 0)
        queue.push(contentsOf: [8, 9])
        #expect(queue.tryPush(contentsOf: [10]) == 0)
        #expect(queue.popAll() == [1, 2, 3, 4, 8, 9])
        queue.close()
        #expect(queue.tryPush(contentsOf: [11]) == 0)
    }

    @Test func `takes the oldest few and leaves the others in order`() {
        let queue = BlockingQueue<Int>()
        queue.push(contentsOf: 1...5)
        #expect(queue.pop(atMost: 2) == [1, 2])
        #expect(queue.pop(atMost: 9) == [3, 4, 5])
        queue.push(6)
        queue.close()
        #expect(queue.isClosed)
        #expect(queue.pop(atMost: 1) == [6])
        #expect(queue.pop(atMost: 1) == nil)
    }

    @Test func `several readers together get each element once`() throws {
        let (queue, taken) = (BlockingQueue<Int>(), BlockingQueue<Int>())
        let readers = try (0..<4).map { number in
            try OwnedThread(name: "reader-\(number)") {
                while let elements = queue.pop(atMost: 3) { taken.push(contentsOf: elements) }
            }
        }
        for element in 0..<10_000 { queue.push(element) }
        queue.close()
        for reader in readers { reader.join() }
        #expect(taken.popAll()?.sorted() == Array(0..<10_000))
    }
}

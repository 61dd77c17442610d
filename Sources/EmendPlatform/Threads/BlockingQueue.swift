import EmendCore

/// A queue between threads whose reader takes everything that waits at once: the natural form of group commit.
///
/// Any thread may push; elements come out in the order they went in. A push wakes a reader only when one sleeps, so
/// under load it costs a lock and an append.
package final class BlockingQueue<Element: Sendable>: @unchecked Sendable {
    private let lock = ConditionLock()
    // Guarded by `lock`, all four.
    private var elements: [Element] = []
    private var sleepers = 0
    private var hasClosed = false
    private let capacity: Int

    /// - Parameter capacity: The most elements that ``tryPush(_:)`` lets wait.
    package init(capacity: Int = .max) { self.capacity = capacity }

    package var isClosed: Bool { lock.withLock { hasClosed } }

    /// Elements that wait now.
    package var count: Int { lock.withLock { elements.count } }

    /// Appends without regard to the capacity.
    ///
    /// - Returns: False when the queue is closed; the element is then not kept.
    @discardableResult package func push(_ element: Element) -> Bool { append(1, limit: .max) { $0.append(element) } }

    /// Appends all, together and with one wake-up, without regard to the capacity.
    ///
    /// - Returns: False when the queue is closed; the elements are then not kept.
    @discardableResult package func push(contentsOf newElements: some Collection<Element>) -> Bool {
        newElements.isEmpty
            ? !lock.withLock { hasClosed }
            : append(newElements.count, limit: .max) { $0.append(contentsOf: newElements) }
    }

    /// Appends unless the queue is full or closed.
    ///
    /// - Returns: False when the element was not kept.
    package func tryPush(_ element: Element) -> Bool { append(1, limit: capacity) { $0.append(element) } }

    /// Appends as many of the elements, from the first on, as there is room for; none when the queue is closed.
    ///
    /// - Returns: How many were kept.
    package func tryPush(contentsOf newElements: [Element]) -> Int {
        let (kept, hasSleeper) = lock.withLock { () -> (Int, Bool) in
            let kept = hasClosed ? 0 : min(newElements.count, max(0, capacity - elements.count))
            elements.append(contentsOf: newElements[..<kept])
            return (kept, kept > 0 && sleepers > 0)
        }
        if hasSleeper { lock.signal() }
        return kept
    }

    /// Takes everything that waits; sleeps while there is nothing.
    ///
    /// - Parameter deadline: In terms of ``SystemClock/uptime()``; nil waits for ever, `.zero` not at all.
    /// - Returns: Empty once the deadline has passed, nil once the queue is closed and empty.
    package func popAll(waitingUntil deadline: Duration? = nil) -> [Element]? {
        lock.withLock {
            while elements.isEmpty {
                if hasClosed { return nil }
                sleepers += 1
                let isInTime = lock.wait(until: deadline)
                sleepers -= 1
                if !isInTime && elements.isEmpty { return hasClosed ? nil : [] }
            }
            var taken: [Element] = []
            taken.reserveCapacity(elements.count)
            swap(&taken, &elements)
            return taken
        }
    }

    /// Takes the oldest elements and leaves the others to the next reader; sleeps while there is nothing.
    ///
    /// - Parameter limit: Most elements to take, at least 1.
    /// - Returns: Nil once the queue is closed and empty.
    package func pop(atMost limit: Int) -> [Element]? {
        let (taken, hasSleeper) = lock.withLock { () -> ([Element]?, Bool) in
            while elements.isEmpty {
                if hasClosed { return (nil, false) }
                sleepers += 1
                _ = lock.wait(until: nil)
                sleepers -= 1
            }
            var taken: [Element] = []
            guard elements.count > limit else {
                swap(&taken, &elements)
                return (taken, false)
            }
            taken.append(contentsOf: elements[..<limit])
            elements.removeFirst(limit)
            return (taken, sleepers > 0)
        }
        if hasSleeper { lock.signal() }
        return taken
    }

    /// Refuses further elements; readers still get what waits, then nil.
    package func close() {
        lock.withLock {
            hasClosed = true
            lock.broadcast()
        }
    }

    private func append(_ count: Int, limit: Int, _ change: (inout [Element]) -> Void) -> Bool {
        let (isKept, hasSleeper) = lock.withLock { () -> (Bool, Bool) in
            guard !hasClosed, count <= limit, elements.count <= limit - count else { return (false, false) }
            change(&elements)
            return (true, sleepers > 0)
        }
        // After the lock is free, so that the reader does not wake up only to wait for it.
        if hasSleeper { lock.signal() }
        return isKept
    }
}

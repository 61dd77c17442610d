import EmendCore
import EmendPlatform
import Glibc
import Testing

struct ProcessTests {
    @Test func `a thread carries its name and join may be repeated`() throws {
        let name = Locked("")
        let thread = try OwnedThread(name: "emend-named") {
            let bytes = (try? FileSystem.read("/proc/thread-self/comm")) ?? []
            name.withLock { $0 = String(decoding: bytes.dropLast(), as: UTF8.self) }
        }
        thread.join()
        thread.join()
        #expect(name.withLock { $0 } == "emend-named")
    }

    @Test(arguments: SignalWaiter.Signal.allCases)
    func `a signal becomes a value for the thread that waits`(_ signal: SignalWaiter.Signal) throws {
        let received = Locked<SignalWaiter.Signal?>(nil)
        let thread = try OwnedThread(name: "signals") {
            let waiter = SignalWaiter()
            // To this thread only: the other threads of the test process have the signal open.
            pthread_kill(pthread_self(), signal.rawValue)
            let value = waiter.wait()
            received.withLock { $0 = value }
        }
        thread.join()
        #expect(received.withLock { $0 } == signal)
    }

    @Test func `the clocks run forward and the thread clock counts work`() {
        let (wall, uptime, cpu) = (SystemClock.now(), SystemClock.uptime(), SystemClock.threadCPUNanoseconds())
        var sink = 0
        while SystemClock.threadCPUNanoseconds() - cpu < 2_000_000 { sink &+= 1 }
        #expect(SystemClock.uptime() - uptime >= .milliseconds(2))
        #expect(wall.milliseconds > 1_700_000_000_000)
        #expect(sink > 0)
    }

    @Test func `random bytes have the length asked for and differ`() {
        #expect(SystemRandom.bytes(0) == [])
        #expect(SystemRandom.bytes(1000).count == 1000)
        #expect(SystemRandom.bytes(32) != SystemRandom.bytes(32))
    }

    @Test func `an environment variable that is not set is nil`() {
        #expect(Environment["PATH"]?.isEmpty == false)
        #expect(Environment["EMEND_NOT_SET_\(SystemRandom.bytes(1)[0])_X"] == nil)
    }

    @Test func `output is buffered until flushed and remembers that its reader went away`() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let stream = OutputStream(descriptor: ends[1], isImmediate: false)
        stream.write("one ")
        stream.write("two")
        var waiting: Int32 = -1
        _ = unsafe withUnsafeMutablePointer(to: &waiting) { unsafe ioctl(ends[0], UInt(FIONREAD), $0) }
        #expect(waiting == 0)
        stream.flush()
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = read(ends[0], &buffer, buffer.count)
        #expect(String(decoding: buffer[..<count], as: UTF8.self) == "one two")
        close(ends[0])
        stream.write("three")
        stream.flush()
        #expect(stream.failure == EPIPE)
        close(ends[1])
    }

    @Test func `a log that nobody reads holds up nobody, and tells how much was lost`() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let stream = OutputStream(descriptor: ends[1], isImmediate: true, waits: false)
        let line = String(repeating: "x", count: 999) + "\n"
        // A pipe holds 64 KiB, the stream a megabyte.
        for _ in 0..<2000 { stream.write(line) }
        #expect((850...950).contains(stream.dropped))
        var taken = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while taken < (2000 - stream.dropped) * 1000 {
            stream.flush()
            let count = read(ends[0], &buffer, buffer.count)
            try #require(count > 0)
            taken += count
        }
        stream.write("after")
        let count = read(ends[0], &buffer, buffer.count)
        #expect(String(decoding: buffer[..<count], as: UTF8.self) == "after")
        for end in ends { close(end) }
    }

    @Test func `the limit of open files is raised, never lowered`() {
        let current = OpenFileLimit.raise(to: 0)
        #expect(current > 0)
        #expect(OpenFileLimit.raise(to: current - 1) == current)
        #expect(OpenFileLimit.raise(to: current + 1) >= current)
    }
}

import EmendCore
import EmendService
import Testing

struct UpdateBrakeTests {
    private let key = MessageKey(realm: "r", id: "m")

    @Test func `holds the sixth update in ten minutes for one minute, the next for two, then four`() {
        var brake = UpdateBrake()
        var now = Timestamp(seconds: 1000)
        for _ in 0..<5 {
            #expect(brake.heldUntil(key, at: now) == nil)
            brake.started(key, at: now)
        }
        var waits: [Duration] = []
        for _ in 0..<3 {
            guard let until = brake.heldUntil(key, at: now) else { break }
            waits.append(until - now)
            now = until
            #expect(brake.heldUntil(key, at: now) == nil)
            #expect(brake.asksForRead(key, at: now))
            brake.started(key, at: now)
        }
        #expect(waits == [.seconds(60), .seconds(120), .seconds(240)])
    }

    @Test func `forgets updates that are ten minutes old, and knows messages apart`() {
        var brake = UpdateBrake()
        for _ in 0..<5 { brake.started(key, at: Timestamp(seconds: 0)) }
        #expect(brake.heldUntil(MessageKey(realm: "r", id: "n"), at: Timestamp(seconds: 0)) == nil)
        #expect(brake.heldUntil(key, at: Timestamp(seconds: 601)) == nil)
        #expect(!brake.asksForRead(key, at: Timestamp(seconds: 601)))
    }
}

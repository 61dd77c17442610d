import EmendCore
import EmendService
import Testing

struct RecentUpdatesTests {
    private let key = MessageKey(realm: "r", id: "m")

    @Test func `knows the messages that were updated five times in ten minutes`() {
        var updates = RecentUpdates()
        let answers = (0..<7).map { minute in
            updates.add(key, at: Timestamp(seconds: Int64(minute) * 60))
            return updates.areMany(of: key, at: Timestamp(seconds: Int64(minute) * 60))
        }
        #expect(answers == [false, false, false, false, true, true, true])
        #expect(!updates.areMany(of: key, at: Timestamp(seconds: 721)))
        #expect(!updates.areMany(of: MessageKey(realm: "r", id: "n"), at: Timestamp(seconds: 360)))
    }
}

import EmendCore

/// One of several events that are committed together.
///
/// What every webhook goes through, hence not a ``PendingOperation``: a generic class asks the runtime for its own type
/// in each method.
final class CommitOperation: StoreOperation, @unchecked Sendable {
    private let event: EventCommit
    private let results: CommitResults
    // Unchecked: used by the writer thread alone.
    private var result = Result<CommitOutcome, StoreError>.success(.stale)

    init(_ event: EventCommit, _ results: CommitResults) { (self.event, self.results) = (event, results) }

    func perform(_ writer: StoreWriter) -> StoreError? {
        do throws(StoreError) {
            result = .success(try writer.commit(event))
            return nil
        } catch {
            result = .failure(error)
            return error
        }
    }

    func finish(_ failure: StoreError?) { results.add(failure.map { .failure($0) } ?? result) }
}

/// Gathers the results of events that were committed together.
final class CommitResults: @unchecked Sendable {
    // Unchecked: used by the writer thread alone.
    private var results: [Result<CommitOutcome, StoreError>] = []
    private let count: Int
    private let completion: @Sendable ([Result<CommitOutcome, StoreError>]) -> Void

    init(count: Int, _ completion: @escaping @Sendable ([Result<CommitOutcome, StoreError>]) -> Void) {
        (self.count, self.completion) = (count, completion)
        results.reserveCapacity(count)
    }

    /// - Parameter result: Of the next event in order.
    func add(_ result: Result<CommitOutcome, StoreError>) {
        results.append(result)
        if results.count == count { completion(results) }
    }
}

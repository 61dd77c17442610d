import EmendCore
import EmendPlatform
import EmendService
import EmendStore

/// Asks the running server, over the socket beside the store; where none runs, opens the store and does it here.
struct ServerRequest {
    let place: StorePlace

    /// The rows of the answer, JSON objects.
    func rows(_ request: ControlRequest) throws -> [JSONValue] {
        let answer: ControlAnswer
        do throws(ControlClient.Failure) {
            answer = try Self.ask(request, at: place.store.controlSocketPath)
        } catch .notServing {
            answer = try answerHere(request)
        }
        return try Self.rows(of: answer, otherwise: .unusable)
    }

    /// - Throws: `ControlClient.Failure.notServing` when no server runs.
    static func rows(ofServerAt socket: String, _ request: ControlRequest) throws -> [JSONValue] {
        try rows(of: try ask(request, at: socket), otherwise: .unavailable)
    }

    private static func ask(
        _ request: ControlRequest, at socket: String
    ) throws(ControlClient.Failure) -> ControlAnswer {
        let lines = try ControlClient.send(request.line, to: socket)
        guard let answer = ControlAnswer(lines: lines) else {
            throw .failed("the server's answer cannot be understood")
        }
        return answer
    }

    private func answerHere(_ request: ControlRequest) throws -> ControlAnswer {
        let path = place.store.path
        guard FileSystem.exists(path) else {
            throw CommandFailure(.unavailable, "there is no store at \(path); `emend serve` makes one")
        }
        let store = try SQLiteStore(StoreOptions(path: path, keysDirectory: place.keysDirectory))
        defer { store.close() }
        let operations = try StoreOperations(store: store, path: path)
        let commands = ControlCommands(operations: operations, accounts: place.accounts)
        return commands.answer(request)
    }

    private static func rows(of answer: ControlAnswer, otherwise code: ExitCode) throws -> [JSONValue] {
        if let error = answer.error { throw CommandFailure(code, error) }
        return try answer.rows.map { try JSONDocument(parsing: Array($0.utf8)).root }
    }
}

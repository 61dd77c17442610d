import EmendCore
import EmendPlatform
import Synchronization

/// Looks into a store without writing: beside a running server, or when none runs.
package final class StoreReader: Sendable {
    private let connection: Mutex<Connection>

    /// - Throws: ``StoreError``, also when the file is not there or was written by a newer version.
    package init(_ path: String) throws(StoreError) {
        let connection = try Connection(path, .readOnly)
        guard try Schema.version(of: connection) == Schema.steps.count else {
            throw StoreError(kind: .cannotOpen, code: 0, message: "\(path): not a store of emend")
        }
        self.connection = Mutex(connection)
    }

    /// Runs one reading statement; each row becomes a value.
    func rows<Value: Sendable>(
        _ sql: String, _ parameters: [Parameter], _ read: @Sendable (borrowing Statement) -> Value
    ) throws(StoreError) -> [Value] {
        let values = Locked<[Value]>([])
        try forEachRow(sql, parameters) { row in
            let value = read(row)
            values.withLock { $0.append(value) }
        }
        return values.withLock { $0 }
    }

    /// Runs one reading statement and gives away its rows one after the other, so that any number needs no memory.
    func forEachRow(
        _ sql: String, _ parameters: [Parameter], _ body: @Sendable (borrowing Statement) -> Void
    ) throws(StoreError) {
        let result = connection.withLock { connection -> Result<Void, StoreError> in
            do throws(StoreError) {
                let statement = try Statement(sql, on: connection)
                for (index, parameter) in parameters.enumerated() {
                    try statement.set(Int32(index + 1), parameter)
                }
                while try statement.step() { body(statement) }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}

/// A value for a statement that is put together at run time.
enum Parameter: Sendable {
    case integer(Int64)
    case text(ValidUTF8)

    static func text(_ string: String) -> Parameter { .text(ValidUTF8(string)) }
}

extension Statement {
    func set(_ index: Int32, _ parameter: Parameter) throws(StoreError) {
        let code =
            switch parameter {
            case .integer(let value): value.bind(to: self, at: index)
            case .text(let value): value.bind(to: self, at: index)
            }
        guard code == 0 else { throw StoreError(code: code, message: "a parameter cannot be bound", sql: nil) }
    }
}

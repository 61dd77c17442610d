import CSQLite
import EmendCore

/// One prepared statement; finalized when its owner goes out of scope. Columns count from 0, parameters from 1.
///
/// https://sqlite.org/c3ref/stmt.html
@safe struct Statement: ~Copyable {
    let handle: OpaquePointer
    private let sql: String

    init(_ sql: String, on connection: borrowing Connection) throws(StoreError) {
        var handle: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &handle, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            throw unsafe StoreError(code, on: connection.handle, sql: sql)
        }
        unsafe self.handle = unsafe handle
        self.sql = sql
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Runs a statement that gives no rows.
    func run<each Value: Bindable>(_ values: repeat each Value) throws(StoreError) {
        defer { reset() }
        try bind(repeat each values)
        while try step() {}
    }

    /// Sets all parameters, in order. To be followed by ``step()`` until it is false, or by ``reset()``.
    func bind<each Value: Bindable>(_ values: repeat each Value) throws(StoreError) {
        var index: Int32 = 0
        var failure = SQLITE_OK
        for value in repeat each values {
            index += 1
            let code = value.bind(to: self, at: index)
            if code != SQLITE_OK { failure = code }
        }
        guard failure == SQLITE_OK else { throw error(failure) }
    }

    /// Moves to the next row; false after the last.
    func step() throws(StoreError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let failure = error(code)
            reset()
            throw failure
        }
    }

    /// Makes the statement ready for its next use and ends its read transaction.
    func reset() {
        // The code repeats the error of the last step, which was thrown there.
        unsafe _ = sqlite3_reset(handle)
    }

    /// The row that the statement has inserted; to be asked before the connection runs another.
    var lastInsertedID: Int64 { unsafe sqlite3_last_insert_rowid(sqlite3_db_handle(handle)) }

    private func error(_ code: Int32) -> StoreError {
        unsafe StoreError(code, on: sqlite3_db_handle(handle), sql: sql)
    }
}

/// Columns of the current row.
extension Statement {
    func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }
    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
    func int(_ column: Int32) -> Int { Int(integer(column)) }
    func bool(_ column: Int32) -> Bool { integer(column) != 0 }
    func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: integer(column)) }
    func optionalTime(_ column: Int32) -> Timestamp? { isNull(column) ? nil : time(column) }
    func optionalInteger(_ column: Int32) -> Int64? { isNull(column) ? nil : integer(column) }
    func string(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }
    func optionalString(_ column: Int32) -> String? { isNull(column) ? nil : string(column) }
    func text(_ column: Int32) -> ValidUTF8 { ValidUTF8(repairing: bytes(column)) }
    func optionalText(_ column: Int32) -> ValidUTF8? { isNull(column) ? nil : text(column) }
    func optionalBytes(_ column: Int32) -> [UInt8]? { isNull(column) ? nil : bytes(column) }

    /// A blob, or the UTF-8 bytes of a text.
    func bytes(_ column: Int32) -> [UInt8] {
        guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }
}

import CSQLite
import EmendCore

/// The library's settings for the whole process, made when the first connection is opened. Without them it is only slower.
private let configuration = emend_sqlite_count_no_memory()

/// One connection to a database file; closed when its owner goes out of scope. For one thread at a time.
///
/// https://sqlite.org/c3ref/open.html
@safe struct Connection: ~Copyable {
    enum Access { case readWrite, readOnly }

    let handle: OpaquePointer

    init(_ path: String, _ access: Access) throws(StoreError) {
        _ = configuration
        var handle: OpaquePointer?
        let mode = access == .readWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
        let code = unsafe sqlite3_open_v2(
            path, &handle, mode | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, let handle = unsafe handle else {
            let message = unsafe handle.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            unsafe sqlite3_close_v2(handle)
            throw StoreError(code: code, message: "\(path): \(message)", sql: nil)
        }
        unsafe self.handle = unsafe handle
        unsafe sqlite3_busy_timeout(handle, 5000)
    }

    // Statements that are finalized later keep the connection alive until then.
    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs statements that take and give no values.
    func execute(_ sql: String) throws(StoreError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe StoreError(code, on: handle, sql: sql) }
    }

    /// The first column of the first row as an integer; 0 without a row.
    func integer(_ sql: String) throws(StoreError) -> Int64 {
        let statement = try Statement(sql, on: self)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// False while a transaction is open. SQLite ends it by itself after some errors.
    /// https://sqlite.org/c3ref/get_autocommit.html
    var isIdle: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    var lastInsertedID: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Rows that the last statement changed.
    var changes: Int { Int(unsafe sqlite3_changes64(handle)) }
}

import CSQLite
import EmendPlatform

extension StoreError {
    /// Reads the library's text for a call that has just failed.
    init(_ code: Int32, on handle: OpaquePointer?, sql: String?) {
        let extended = unsafe handle.map { unsafe sqlite3_extended_errcode($0) } ?? code
        let message = unsafe handle.map { unsafe String(cString: sqlite3_errmsg($0)) } ?? "no connection"
        self.init(code: extended & 0xFF == code & 0xFF ? extended : code, message: message, sql: sql)
    }

    init(code: Int32, message: String, sql: String?) {
        self.init(kind: Kind(code: code), code: code, message: message, sql: sql)
    }

    init(_ error: FileError) {
        let kind: Kind = error.isHeldElsewhere ? .locked : error.isDiskFull ? .full : .cannotOpen
        self.init(kind: kind, code: SQLITE_CANTOPEN, message: error.description)
    }
}

extension StoreError.Kind {
    /// https://sqlite.org/rescode.html
    init(code: Int32) {
        switch code & 0xFF {
        case SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .cannotOpen
        case SQLITE_BUSY, SQLITE_LOCKED: self = .locked
        case SQLITE_FULL: self = .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .damaged
        default: self = .other
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        let summary =
            switch kind {
            case .cannotOpen: "the store cannot be opened"
            case .locked: "the store is in use by another process"
            case .full: "the disk of the store is full"
            case .damaged: "the store's file is damaged or not a database"
            case .newerSchema: "the store was written by a newer version"
            case .keys: "the keys do not fit the store"
            case .foreign: "the store's file is another program's"
            case .replaced: "the store's file is not there any more"
            case .other: "the store failed"
            }
        return "\(summary) (\(message))"
    }
}

import CSQLite
import EmendCore

/// A value that a statement's parameter can take.
protocol Bindable {
    /// The result code of the library.
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32
}

/// Lets SQLite copy the bytes before the call returns; a cast inside a macro, which Swift cannot import.
/// https://sqlite.org/c3ref/c_static.html
private var transient: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

extension Int64: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        unsafe sqlite3_bind_int64(statement.handle, index, self)
    }
}

extension Int: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        Int64(self).bind(to: statement, at: index)
    }
}

extension Bool: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        Int64(self ? 1 : 0).bind(to: statement, at: index)
    }
}

extension Timestamp: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        milliseconds.bind(to: statement, at: index)
    }
}

extension String: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        var copy = self
        return copy.withUTF8 { unsafe bindText($0, to: statement, at: index) }
    }
}

extension ValidUTF8: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        unsafe bytes.withUnsafeBufferPointer { unsafe bindText($0, to: statement, at: index) }
    }
}

/// An empty text has no address, which SQLite would take for null; it gets one.
private func bindText(
    _ text: UnsafeBufferPointer<UInt8>, to statement: borrowing Statement, at index: Int32
) -> Int32 {
    guard let start = text.baseAddress, !text.isEmpty else {
        return unsafe sqlite3_bind_text(statement.handle, index, "", 0, transient)
    }
    return unsafe start.withMemoryRebound(to: CChar.self, capacity: text.count) {
        unsafe sqlite3_bind_text64(
            statement.handle, index, $0, UInt64(text.count), transient, UInt8(SQLITE_UTF8))
    }
}

extension [UInt8]: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        guard !isEmpty else { return unsafe sqlite3_bind_zeroblob(statement.handle, index, 0) }
        return unsafe withUnsafeBytes {
            unsafe sqlite3_bind_blob64(statement.handle, index, $0.baseAddress, UInt64($0.count), transient)
        }
    }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to statement: borrowing Statement, at index: Int32) -> Int32 {
        guard let self else { return unsafe sqlite3_bind_null(statement.handle, index) }
        return self.bind(to: statement, at: index)
    }
}

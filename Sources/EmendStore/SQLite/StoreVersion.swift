import CSQLite

package enum StoreVersion {
    /// Of the SQLite that is loaded. https://sqlite.org/c3ref/libversion.html
    package static var library: String { unsafe String(cString: sqlite3_libversion()) }
}

import EmendCore

/// Accounts, realms and rulesets as small integers. Known names are kept in memory; a rollback forgets them.
struct NameTable: ~Copyable {
    private let insertAccount: Statement
    private let selectAccount: Statement
    private let accountNames: Statement
    private let insertRealm: Statement
    private let selectRealm: Statement
    private let realmNames: Statement
    private let noteRead: Statement
    private let upsertRuleset: Statement
    private var accounts: [String: Int64] = [:]
    private(set) var realms: [String: Int64] = [:]
}

extension NameTable {
    init(_ connection: borrowing Connection) throws(StoreError) {
        self.init(
            insertAccount: try Statement(
                """
                INSERT INTO account (name, provider) VALUES (?1, ?2)
                ON CONFLICT (name) DO UPDATE SET provider = excluded.provider
                """, on: connection),
            selectAccount: try Statement("SELECT id FROM account WHERE name = ?1", on: connection),
            accountNames: try Statement("SELECT id, name FROM account ORDER BY id", on: connection),
            insertRealm: try Statement("INSERT INTO realm (name) VALUES (?1) ON CONFLICT DO NOTHING", on: connection),
            selectRealm: try Statement("SELECT id FROM realm WHERE name = ?1", on: connection),
            realmNames: try Statement("SELECT name, id FROM realm", on: connection),
            noteRead: try Statement(
                "UPDATE realm SET read_at = coalesce(read_at, ?2) WHERE id = ?1", on: connection),
            upsertRuleset: try Statement(
                """
                INSERT INTO ruleset (digest, source, activated_at) VALUES (?1, ?2, ?3)
                ON CONFLICT (digest) DO UPDATE SET source = excluded.source, activated_at = excluded.activated_at
                RETURNING id
                """, on: connection))
    }

    mutating func account(_ name: String, _ provider: Provider) throws(StoreError) -> Int64 {
        if let id = accounts[name] { return id }
        try insertAccount.run(name, provider.rawValue)
        let id = try Self.id(name, selectAccount)
        accounts[name] = id
        return id
    }

    /// Those that are not configured any more too.
    func allAccounts() throws(StoreError) -> [(id: Int64, name: String)] {
        defer { accountNames.reset() }
        try accountNames.bind()
        var found: [(id: Int64, name: String)] = []
        while try accountNames.step() { found.append((accountNames.integer(0), accountNames.string(1))) }
        return found
    }

    mutating func realm(_ name: String) throws(StoreError) -> Int64 {
        if let id = realms[name] { return id }
        try insertRealm.run(name)
        let id = try Self.id(name, selectRealm)
        realms[name] = id
        return id
    }

    mutating func setReadable(_ name: String, at: Timestamp) throws(StoreError) {
        try noteRead.run(try realm(name), at)
    }

    /// - Parameter source: Sealed.
    func activate(digest: String, source: [UInt8], at: Timestamp) throws(StoreError) -> Int64 {
        try upsertRuleset.bind(digest, source, at)
        defer { upsertRuleset.reset() }
        return try upsertRuleset.step() ? upsertRuleset.integer(0) : 0
    }

    /// Fills the memory with all realms of the file.
    mutating func loadRealms() throws(StoreError) {
        defer { realmNames.reset() }
        try realmNames.bind()
        while try realmNames.step() { realms[realmNames.string(0)] = realmNames.integer(1) }
    }

    mutating func forget() { (accounts, realms) = ([:], [:]) }

    private static func id(_ name: String, _ statement: borrowing Statement) throws(StoreError) -> Int64 {
        try statement.bind(name)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }
}

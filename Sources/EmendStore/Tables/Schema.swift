import EmendCore

/// The tables. `user_version` counts the steps that a file has taken.
enum Schema {
    /// Each step leads from the version of its index to the next; published steps never change.
    static let steps = [first, second, third, fourth]

    /// `PRAGMA application_id` of a store: "EMND". Stores of before have none.
    private static let applicationID: Int64 = 0x454D_4E44

    /// - Throws: ``StoreError`` of kind `foreign` for a database with tables that are not a store's.
    static func refuseForeign(_ connection: borrowing Connection, _ path: String) throws(StoreError) {
        let id = try connection.integer("PRAGMA application_id")
        if id == applicationID { return }
        let tables = try connection.integer("SELECT count(*) FROM sqlite_schema WHERE type = 'table'")
        let ours = try connection.integer(
            "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('ledger', 'outbox', 'effect')")
        guard id == 0, tables == 0 || ours == 3 else {
            throw StoreError(kind: .foreign, code: 0, message: "\(path): is a database, but not a store of emend")
        }
    }

    static func prepare(_ connection: borrowing Connection) throws(StoreError) {
        try connection.execute("PRAGMA application_id = \(applicationID)")
        let version = try version(of: connection)
        guard version < steps.count else { return }
        try connection.execute("BEGIN IMMEDIATE")
        do throws(StoreError) {
            for step in steps[version...] { try connection.execute(step) }
            try connection.execute("PRAGMA user_version = \(steps.count)")
            try connection.execute("COMMIT")
        } catch {
            try? connection.execute("ROLLBACK")
            throw error
        }
    }

    /// The version of a file; a newer one than this program knows is refused.
    static func version(of connection: borrowing Connection) throws(StoreError) -> Int {
        let version = Int(try connection.integer("PRAGMA user_version"))
        guard (0...steps.count).contains(version) else {
            throw StoreError(
                kind: .newerSchema, code: 0,
                message: "its schema is \(version), this version knows \(steps.count); update emend")
        }
        return version
    }

    private static let first = """
        CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, provider TEXT NOT NULL) STRICT;
        CREATE TABLE realm (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE ruleset (
            id INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, source BLOB NOT NULL, activated_at INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE pause (account TEXT PRIMARY KEY, reason TEXT NOT NULL, since INTEGER NOT NULL) STRICT;

        CREATE TABLE ledger (
            realm INTEGER NOT NULL REFERENCES realm, message TEXT NOT NULL, moved_at INTEGER NOT NULL,
            data BLOB NOT NULL, PRIMARY KEY (realm, message)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hit (
            id INTEGER PRIMARY KEY, decided_at INTEGER NOT NULL, account INTEGER NOT NULL REFERENCES account,
            conversation TEXT, message TEXT, event TEXT NOT NULL, rule TEXT,
            ruleset INTEGER NOT NULL REFERENCES ruleset, mode TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT,
            actions TEXT NOT NULL, entities TEXT NOT NULL, spans TEXT NOT NULL
        ) STRICT;
        CREATE INDEX hit_by_time ON hit (decided_at);

        CREATE TABLE effect (
            hit INTEGER NOT NULL REFERENCES hit ON DELETE CASCADE, effect TEXT NOT NULL,
            change INTEGER, receipt INTEGER NOT NULL, reason TEXT, settled_at INTEGER, PRIMARY KEY (hit, effect)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX effect_by_change ON effect (change) WHERE change IS NOT NULL;

        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL REFERENCES account,
            realm INTEGER NOT NULL REFERENCES realm, message TEXT, conversation TEXT,
            is_read INTEGER NOT NULL, class INTEGER NOT NULL, state INTEGER NOT NULL, revision INTEGER NOT NULL,
            failures INTEGER NOT NULL, repeats INTEGER NOT NULL, committed_at INTEGER NOT NULL,
            asked_at INTEGER NOT NULL, not_before INTEGER NOT NULL, expires_at INTEGER NOT NULL, started_at INTEGER,
            overtaken INTEGER NOT NULL, readable INTEGER NOT NULL, waiting TEXT NOT NULL, versions BLOB NOT NULL,
            earned BLOB NOT NULL, seal INTEGER, sealed BLOB
        ) STRICT;
        CREATE INDEX outbox_by_message ON outbox (realm, message);
        CREATE INDEX outbox_by_order ON outbox (realm, is_read, class, committed_at, id) WHERE state < 2;
        CREATE INDEX outbox_by_due ON outbox (not_before) WHERE state < 2;
        CREATE INDEX outbox_by_seal ON outbox (seal) WHERE seal IS NOT NULL;

        CREATE VIEW hits AS
        SELECT id, decided_at, account, provider, conversation_id, message_id, event, rule, ruleset, mode, verdict,
            actions, entities, spans, '[]' AS fingerprints,
            CASE coalesce(worst, 7) WHEN 0 THEN 'pending' WHEN 1 THEN 'refused' WHEN 2 THEN 'impossible'
                WHEN 3 THEN 'overwrote' WHEN 4 THEN 'dropped' WHEN 5 THEN 'accepted' WHEN 6 THEN 'proved'
                ELSE 'none' END AS receipt,
            coalesce(reason,
                (SELECT min(e.reason) FROM effect e WHERE e.hit = h.id AND e.receipt = h.worst)) AS receipt_reason,
            CASE WHEN worst > 0 THEN \(rfc3339("settled")) END AS settled_at
        FROM (
            SELECT hit.id, \(rfc3339("hit.decided_at")) AS decided_at, account.name AS account,
                account.provider AS provider, hit.conversation AS conversation_id, hit.message AS message_id,
                hit.event, hit.rule, ruleset.digest AS ruleset, hit.mode, hit.verdict, hit.reason, hit.actions,
                hit.entities, hit.spans,
                (SELECT min(receipt) FROM effect WHERE effect.hit = hit.id) AS worst,
                (SELECT max(settled_at) FROM effect WHERE effect.hit = hit.id) AS settled
            FROM hit JOIN account ON account.id = hit.account JOIN ruleset ON ruleset.id = hit.ruleset
        ) h;
        """

    /// When the first read in a realm succeeded: from then on a refusal means what it says.
    private static let second = "ALTER TABLE realm ADD COLUMN read_at INTEGER"

    /// Sources of rulesets are sealed since; those in clear are forgotten.
    private static let third = "UPDATE ruleset SET source = x'';"

    /// Rows are claimed by account: one that is stopped costs the others nothing, however much it has waiting.
    private static let fourth = """
        DROP INDEX IF EXISTS outbox_by_order;
        CREATE INDEX IF NOT EXISTS outbox_by_account ON outbox (account, realm, is_read, class, committed_at, id, not_before)
            WHERE state < 2;
        """

    /// A time in milliseconds as RFC 3339 text. Whole seconds go to `strftime`, which rounds fractions.
    private static func rfc3339(_ column: String) -> String {
        "strftime('%Y-%m-%dT%H:%M:%S', \(column) / 1000, 'unixepoch') || printf('.%03dZ', \(column) % 1000)"
    }
}

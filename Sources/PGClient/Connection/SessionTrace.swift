// SPDX-License-Identifier: Apache-2.0

/// Whether the statements of a lease may have left something in the session that the next lease must not find: settings,
/// advisory locks, channels listened to, temporary tables, cursors.
///
/// Commands are known by the tag of the server's answer. Functions that change the session show in the text of the statement
/// alone, which is looked at once, when it is prepared. A false alarm costs a round trip when the lease ends; a plain
/// statement costs nothing.
struct SessionTrace: Sendable {
    /// Undoes all of it, while prepared statements stay. In the simple protocol it is one round trip.
    ///
    /// - Parameter rollsBack: Whether a transaction is open and to be undone before. Without one the server would log a
    ///   warning each time.
    static func reset(rollsBack: Bool) -> String { (rollsBack ? "ROLLBACK; " : "") + undo }

    private static let undo =
        "SET SESSION AUTHORIZATION DEFAULT; RESET ALL; CLOSE ALL; UNLISTEN *; "
        + "SELECT pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"

    private static let words = ["advisory", "set_config", "temp", "nextval"].map { Array($0.utf8) }
    private static let tags: Set<String> = [
        "SET", "RESET", "LISTEN", "LOAD", "DO", "CALL", "DECLARE CURSOR", "DISCARD", "DISCARD ALL", "DEALLOCATE ALL",
    ]

    private(set) var isMarked = false
    private var markedNames: Set<StatementName> = []
    /// One that is being prepared, and may yet be refused.
    private var candidate: StatementName?

    /// A step of a statement is about to be sent.
    mutating func willSend(_ step: StatementExchange.Step, of query: borrowing PGQuery) {
        switch step {
        case .prepare(let name):
            candidate = Self.mayChangeSession(query.sql) ? name : nil
        case .execute(let name):
            if candidate == name {
                markedNames.insert(name)
                candidate = nil
            }
            if !markedNames.isEmpty, markedNames.contains(name) { isMarked = true }
        case .executeDirect:
            if Self.mayChangeSession(query.sql) { isMarked = true }
        case .deallocate(let name):
            if !markedNames.isEmpty { markedNames.remove(name) }
        case .finish:
            break
        }
    }

    /// - Returns: Whether the server has dropped the prepared statements.
    mutating func didReceive(_ result: PGResult) -> Bool {
        guard result.columnCount == 0 || result.isOfCall else { return false }
        let tag = result.commandTag
        isMarked = isMarked || Self.tags.contains(tag)
        guard tag == "DISCARD ALL" || tag == "DEALLOCATE ALL" else { return false }
        markedNames = []
        return true
    }

    mutating func clear() {
        isMarked = false
    }

    static func mayChangeSession(_ sql: String) -> Bool {
        var sql = sql
        return sql.withUTF8 { text in words.contains { contains(text, $0) } }
    }

    /// Whether `word`, in lower case, stands in `text` in any case.
    private static func contains(_ text: UnsafeBufferPointer<UInt8>, _ word: [UInt8]) -> Bool {
        guard text.count >= word.count else { return false }
        return (0...(text.count - word.count)).contains { start in
            for (offset, letter) in word.enumerated() where text[start + offset] | 0x20 != letter | 0x20 {
                return false
            }
            return true
        }
    }
}

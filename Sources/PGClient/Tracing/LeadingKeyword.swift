// SPDX-License-Identifier: Apache-2.0

#if Tracing
/// The command that a statement begins with, as it is written: a name for its span that takes few different values.
///
/// The statement is not parsed: spaces, comments and parentheses before the first word are skipped, and a word that is no
/// command of PostgreSQL counts as none.
enum LeadingKeyword {
    private static let longest = 10
    private static let commands: Set<String> = [
        "ABORT", "ALTER", "ANALYZE", "BEGIN", "CALL", "CHECKPOINT", "CLOSE", "CLUSTER", "COMMENT", "COMMIT", "COPY",
        "CREATE", "DEALLOCATE", "DECLARE", "DELETE", "DISCARD", "DO", "DROP", "END", "EXECUTE", "EXPLAIN", "FETCH",
        "GRANT",
        "IMPORT", "INSERT", "LISTEN", "LOAD", "LOCK", "MERGE", "MOVE", "NOTIFY", "PREPARE", "REASSIGN", "REFRESH",
        "REINDEX", "RELEASE", "RESET", "REVOKE", "ROLLBACK", "SAVEPOINT", "SECURITY", "SELECT", "SET", "SHOW", "START",
        "TABLE", "TRUNCATE", "UNLISTEN", "UPDATE", "VACUUM", "VALUES", "WITH",
    ]

    static func of(_ sql: String) -> String? {
        let text = sql.utf8
        var position = text.startIndex
        skipTrivia(text, &position)
        let rest = text[position...].prefix(longest + 1)
        let word = rest.prefix(while: isLetter)
        let endsThere = rest.dropFirst(word.count).first.map { !continuesWord($0) } ?? (word.count <= longest)
        guard endsThere, let keyword = String(word), commands.contains(keyword.uppercased()) else {
            return nil
        }
        return keyword
    }

    private static func skipTrivia(_ text: String.UTF8View, _ position: inout String.Index) {
        while position < text.endIndex {
            switch text[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "("):
                text.formIndex(after: &position)
            case UInt8(ascii: "-") where text[position...].starts(with: "--".utf8):
                position = text[position...].firstIndex(of: UInt8(ascii: "\n")) ?? text.endIndex
            case UInt8(ascii: "/") where text[position...].starts(with: "/*".utf8):
                skipBlockComment(text, &position)
            default:
                return
            }
        }
    }

    /// Block comments nest.
    private static func skipBlockComment(_ text: String.UTF8View, _ position: inout String.Index) {
        var depth = 0
        repeat {
            let rest = text[position...]
            if rest.starts(with: "/*".utf8) {
                depth += 1
                position = text.index(position, offsetBy: 2)
            } else if rest.starts(with: "*/".utf8) {
                depth -= 1
                position = text.index(position, offsetBy: 2)
            } else {
                position = rest.isEmpty ? position : text.index(after: position)
            }
        } while depth > 0 && position < text.endIndex
    }

    private static func continuesWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "$") || byte >= 0x80
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
#endif

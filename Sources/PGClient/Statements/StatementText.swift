// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// The text of a statement as the server takes it: byte by byte. Two strings that Swift takes for equal, an accented letter
/// in one piece or in two for example, are two statements.
struct StatementText: Hashable, Sendable {
    private let sql: String

    init(_ sql: String) {
        self.sql = sql
    }

    static func == (left: StatementText, right: StatementText) -> Bool {
        let areEqual = left.sql.utf8.withContiguousStorageIfAvailable { left in
            right.sql.utf8.withContiguousStorageIfAvailable { right in
                guard left.count == right.count else { return false }
                guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                return clibpq_are_equal(start, other, left.count) == 1
            }
        }
        return areEqual.flatMap { $0 } ?? left.sql.utf8.elementsEqual(right.sql.utf8)
    }

    // Strings that are equal byte by byte are equal for Swift as well.
    func hash(into hasher: inout Hasher) { hasher.combine(sql) }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Testing

@Suite("Prepared statements", .cluster(replicas: 0))
struct PreparedStatementTests {
    private func preparedStatements(_ connection: PGConnection) async throws -> [String] {
        try await connection.query(
            "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time",
            as: String.self
        )
    }

    @Test("a text is prepared once, and no more are kept than configured")
    func bounded() async throws {
        let configuration = try primaryConfiguration { $0.statementCacheSize = 3 }
        try await withConnection(configuration) { connection async throws in
            for round in 0..<10 {
                for number in 0..<5 {
                    let query = PGQuery(sql: "SELECT \(number) + \(round % 2)")
                    #expect(try await connection.query(query, as: Int.self) == [number + round % 2])
                }
            }
            let statements = try await preparedStatements(connection)
            #expect(statements.count == 3, "\(statements)")
        }
    }

    @Test("with a cache of size 0 nothing is prepared")
    func off() async throws {
        let configuration = try primaryConfiguration { $0.statementCacheSize = 0 }
        try await withConnection(configuration) { connection async throws in
            try await expectAnswer(from: connection, 7)
            #expect(try await preparedStatements(connection) == [])
        }
    }

    @Test("a plan that a change of the table made stale is repaired without the caller's notice")
    func staleResultType() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE changing AS SELECT 1 AS id")
            let query: PGQuery = "SELECT * FROM changing"
            #expect(try await connection.query(query).columnNames == ["id"])
            try await connection.execute("ALTER TABLE changing ADD COLUMN title text")
            #expect(try await connection.query(query).columnNames == ["id", "title"])
        }
    }

    @Test("statements that somebody deallocated are prepared again", arguments: ["DEALLOCATE ALL", "DISCARD ALL"])
    func deallocated(_ statement: String) async throws {
        try await withConnection { connection in
            try await expectAnswer(from: connection, 1)
            try await connection.execute(PGQuery(sql: statement))
            try await expectAnswer(from: connection, 2)
        }
    }

    @Test("inside of a transaction a stale plan is an error, once")
    func staleInTransaction() async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE changing AS SELECT 1 AS id")
            let query: PGQuery = "SELECT * FROM changing"
            _ = try await connection.query(query)
            try await connection.execute("ALTER TABLE changing ADD COLUMN title text")
            let error = await failure { try await connection.withTransaction { _ = try await $0.query(query) } }
            #expect(error?.sqlState == .featureNotSupported)
            #expect(try await connection.query(query).columnCount == 2)
        }
    }
}

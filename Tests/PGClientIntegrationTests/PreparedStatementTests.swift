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

    @Test(
        "what one lease deallocates does not fail the transactions of the next",
        arguments: ["DISCARD ALL", "DEALLOCATE ALL"]
    )
    func discard(_ statement: String) async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            for _ in 0..<2 {
                try await pool.withConnection { connection in
                    try await connection.withTransaction { _ = try await $0.query("SELECT 42", as: Int.self) }
                    try await connection.execute(PGQuery(sql: statement))
                }
            }
        }
    }

    @Test("texts that Swift takes for equal are run as they are")
    func texts() async throws {
        try await withConnection { connection async throws in
            #expect(try await connection.query("SELECT octet_length('\u{e9}')", as: Int.self) == [2])
            #expect(try await connection.query("SELECT octet_length('e\u{301}')", as: Int.self) == [3])
        }
    }

    @Test(
        "a procedure that fails as a stale plan does, or over a statement of its own, is not called again: it may have committed",
        arguments: [
            ("0A000", "RAISE EXCEPTION 'no' USING ERRCODE = '0A000'"), ("26000", "EXECUTE 'EXECUTE nothing'"),
        ]
    )
    func calledOnce(code: String, failing: String) async throws {
        try await withConnection { connection async throws in
            try await connection.execute(PGQuery(sql: "CREATE TABLE calls_\(code) (id int)"))
            try await connection.execute(
                PGQuery(
                    sql: """
                        CREATE PROCEDURE once_\(code)() LANGUAGE plpgsql AS $$ BEGIN \
                        INSERT INTO calls_\(code) VALUES (1); COMMIT; \(failing); END $$
                        """
                )
            )
            let error = await failure { try await connection.execute(PGQuery(sql: "CALL once_\(code)()")) }
            #expect(error?.sqlState?.rawValue == code)
            let calls = try await connection.query(PGQuery(sql: "SELECT count(*) FROM calls_\(code)"), as: Int.self)
            #expect(calls == [1])
        }
    }

    @Test("a stream whose rows have gone out is not run again, whatever its error")
    func streamOnce() async throws {
        try await withConnection { connection in
            try await connection.execute(
                """
                CREATE FUNCTION pg_temp.f(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN IF n > 4 THEN \
                RAISE EXCEPTION 'no' USING ERRCODE = '0A000'; END IF; RETURN n; END $$
                """
            )
            var rows: [Int] = []
            let error = await failure {
                for try await row in connection.rows("SELECT pg_temp.f(n) FROM generate_series(1, 9) n", bufferSize: 4)
                {
                    rows.append(try row.decode(at: 0))
                }
            }
            #expect(error?.sqlState == "0A000")
            #expect(rows == [1, 2, 3, 4])
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("What a lease leaves behind", .cluster(replicas: 0))
struct SessionResetTests {
    private func pid(_ connection: PGConnection) -> Int32? { connection.serverProcessID }

    @Test(
        "is undone before the next lease, on the same connection",
        arguments: [
            ("SET work_mem = '7MB'", "SELECT current_setting('work_mem') = '7MB'"),
            ("SELECT set_config('work_mem', '7MB', false)", "SELECT current_setting('work_mem') = '7MB'"),
            (
                "DO $$ BEGIN PERFORM set_config('work_mem', '7MB', false); END $$",
                "SELECT current_setting('work_mem') = '7MB'"
            ),
            ("SELECT pg_advisory_lock(42)", "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory')"),
            ("LISTEN somewhere", "SELECT EXISTS (SELECT FROM pg_listening_channels())"),
            ("CREATE TEMPORARY TABLE left_behind (id int)", "SELECT to_regclass('left_behind') IS NOT NULL"),
        ]
    )
    func undone(_ statement: String, _ trace: String) async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let first = try await pool.withConnection { connection in
                _ = try await connection.query(PGQuery(sql: statement))
                return pid(connection)
            }
            try await pool.withConnection { connection in
                let isLeft = try await connection.query(PGQuery(sql: trace), as: Bool.self)
                #expect(isLeft == [false])
                #expect(pid(connection) == first)
            }
        }
    }

    @Test("costs no round trip where there is nothing to undo, and keeps prepared statements where there is")
    func cheap() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            for _ in 0..<3 { try await pool.withConnection { try await expectAnswer(from: $0, 1) } }
            _ = try await pool.withConnection { try await $0.execute("SET work_mem = '7MB'") }
            try await pool.withConnection { connection in
                let calls = try await connection.query(
                    "SELECT generic_plans + custom_plans FROM pg_prepared_statements WHERE statement = 'SELECT $1'",
                    as: Int.self
                )
                #expect(calls == [3])
            }
        }
    }

    @Test("a read-only connection stays read-only through the clean-up")
    func readOnly() async throws {
        let configuration = try primaryConfiguration { $0.isReadOnly = true }
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration) {
            pool in
            _ = try await pool.withConnection { try await $0.execute("SET default_transaction_read_only = off") }
            let error = await failure {
                try await pool.withConnection { try await $0.execute("CREATE TABLE must_not_be (id int)") }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
        }
    }

    @Test("that cannot be undone in time costs the connection, and does not reach the next lease")
    func slowReset() async throws {
        let configuration = try primaryConfiguration { $0.cancelTimeout = .milliseconds(300) }
        let superuser = try PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration) {
            pool in
            try await withConnection(superuser) { locker in
                let table = try await pool.withConnection { connection in
                    try await connection.execute("SET work_mem = '7MB'")
                    try await connection.execute("CREATE TEMPORARY TABLE locked (id int)")
                    let table = try await connection.query(
                        "SELECT relnamespace::regnamespace::text || '.locked' FROM pg_class WHERE relname = 'locked'",
                        as: String.self
                    )
                    try await locker.execute("BEGIN")
                    try await locker.execute("LOCK TABLE \(unescaped: table[0]) IN ACCESS SHARE MODE")
                    return table
                }
                #expect(table.count == 1)
                let left = try await pool.withConnection { connection in
                    try await connection.query("SELECT current_setting('work_mem')", as: String.self)
                }
                #expect(left != ["7MB"])
                try await locker.execute("ROLLBACK")
            }
        }
    }

    @Test("is noticed of a procedure that has a result as well")
    func callWithResult() async throws {
        try await withConnection { connection in
            _ = try await connection.execute(
                """
                CREATE OR REPLACE PROCEDURE sets(INOUT n int) LANGUAGE plpgsql AS $$ \
                BEGIN PERFORM set_config('work_mem', '7MB', false); n := 1; END $$
                """
            )
        }
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            _ = try await pool.withConnection { try await $0.execute("CALL sets(1)") }
            let left = try await pool.withConnection {
                try await $0.query("SELECT current_setting('work_mem')", as: String.self)
            }
            #expect(left != ["7MB"])
        }
    }
}

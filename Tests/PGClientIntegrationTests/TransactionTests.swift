// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Testing

@Suite("Transactions", .cluster(replicas: 0))
struct TransactionTests {
    private struct Refusal: Error {}

    private func withTable(_ body: (PGConnection, _ rows: () async throws -> [Int]) async throws -> Void) async throws {
        try await withConnection { connection in
            try await connection.execute("CREATE TEMPORARY TABLE t (id int)")
            try await body(connection) { try await connection.query("SELECT id FROM t ORDER BY id", as: Int.self) }
        }
    }

    @Test("a transaction that returns is committed")
    func commit() async throws {
        try await withTable { connection, rows in
            let count = try await connection.withTransaction(isolationLevel: .serializable) { transaction in
                try await transaction.execute("INSERT INTO t VALUES (1), (2)")
            }
            #expect(count == 2)
            #expect(try await rows() == [1, 2])
        }
    }

    @Test("a transaction that throws is rolled back, and the caller's own error comes through")
    func rollback() async throws {
        try await withTable { connection, rows in
            await #expect(throws: Refusal.self) {
                try await connection.withTransaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    throw Refusal()
                }
            }
            let left = try await rows()
            #expect(left == [])
        }
    }

    @Test("a failed statement whose error was swallowed makes the commit fail instead of passing for one")
    func swallowedError() async throws {
        try await withTable { connection, rows in
            let error = await failure {
                try await connection.withTransaction { transaction in
                    try await transaction.execute("INSERT INTO t VALUES (1)")
                    _ = try? await transaction.execute("SELECT 1 / 0")
                }
            }
            #expect(error?.code == .transactionAborted)
            let left = try await rows()
            #expect(left == [])
        }
    }

    @Test("a read-only transaction refuses writes with 25006")
    func readOnly() async throws {
        // Temporary tables may be written in a read-only transaction, so this needs a real one.
        try await withConnection { connection in
            try await connection.execute("CREATE TABLE read_only_test (id int)")
            let error = await failure {
                try await connection.withTransaction(isReadOnly: true) { transaction in
                    try await transaction.execute("INSERT INTO read_only_test VALUES (1)")
                }
            }
            #expect(error?.sqlState == .readOnlyTransaction)
            #expect(try await connection.query("SELECT id FROM read_only_test", as: Int.self) == [])
        }
    }

    @Test("a cancellation inside of a transaction rolls it back and leaves the connection usable")
    func cancellation() async throws {
        try await withTable { connection, rows in
            let task = Task {
                await failure {
                    try await connection.withTransaction { transaction in
                        try await transaction.execute("INSERT INTO t VALUES (1)")
                        try await transaction.execute("SELECT pg_sleep(60)")
                    }
                }
            }
            let pid = try #require(connection.serverProcessID)
            try await withConnection { observer in
                let query: PGQuery = """
                    SELECT count(*) FROM pg_stat_activity \
                    WHERE pid = \(pid) AND state = 'active' AND query LIKE '%pg_sleep%'
                    """
                let runs = try await eventually { try await observer.query(query, as: Int.self) == [1] }
                #expect(runs)
            }
            task.cancel()
            #expect(await task.value?.code == .cancelled)
            let left = try await rows()
            #expect(left == [])
        }
    }

    @Test("a connection lost before the commit means that nothing took effect, and the error says so")
    func lostInside() async throws {
        try await withConnection { connection in
            let error = await failure {
                try await connection.withTransaction { transaction in
                    try await transaction.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(error?.sqlState == .adminShutdown)
            #expect(error?.message.contains("rolled back") == true)
        }
    }

    @Test("a transaction left open is rolled back before anybody else gets the connection")
    func leftOpen() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await pool.withConnection { connection in
                try await connection.execute("CREATE TABLE left_open (id int)")
                try await connection.execute("BEGIN")
                try await connection.execute("INSERT INTO left_open VALUES (1)")
            }
            try await pool.withConnection { connection async throws in
                let rows = try await connection.query("SELECT id FROM left_open", as: Int.self)
                #expect(rows == [])
                // Outside of a transaction each statement has a transaction time of its own.
                let first = try await connection.query("SELECT now()::text", as: String.self)
                let second = try await connection.query("SELECT now()::text", as: String.self)
                #expect(first != second)
            }
        }
    }

    @Test("an unknown outcome on another connection stays unknown")
    func unknownElsewhere() async throws {
        try await withConnection { other in
            try await withConnection { connection in
                let error = await failure {
                    try await connection.withTransaction { _ in
                        try await other.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                    }
                }
                #expect(error?.code == .outcomeUnknown)
                try await expectAnswer(from: connection, 1)
            }
        }
    }

    @Test("a task that is cancelled before the commit was sent knows that nothing took effect")
    func cancelledBeforeCommit() async throws {
        try await withConnection { connection in
            let task = Task {
                await failure {
                    try await connection.withTransaction { transaction in
                        try await transaction.execute("SELECT 1")
                        withUnsafeCurrentTask { $0?.cancel() }
                    }
                }
            }
            #expect(await task.value?.code == .cancelled)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("The loss of a connection", .cluster(replicas: 0), .serialized)
struct ConnectionLossTests {
    private func isSleeping(_ pid: Int32?) async throws -> Bool {
        try await withConnection { observer in
            let query: PGQuery = """
                SELECT count(*) FROM pg_stat_activity \
                WHERE pid = \(pid) AND query LIKE '%pg_sleep%' AND state = 'active'
                """
            return try await eventually { try await observer.query(query, as: Int.self) == [1] }
        }
    }

    private func terminate(_ pid: Int32?) async throws {
        _ = try await withConnection(superuser()) { observer in
            try await observer.execute("SELECT pg_terminate_backend(\(pid))")
        }
    }

    private func superuser() throws -> PGConfiguration {
        try PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))
    }

    @Test("during a statement that may write leaves its outcome unknown, with the server's reason")
    func whileRunning() async throws {
        try await withPool { pool in
            let (pids, found) = AsyncStream<Int32?>.makeStream()
            let task = Task {
                await failure {
                    try await pool.withConnection { connection in
                        found.yield(connection.serverProcessID)
                        try await connection.execute("SELECT pg_sleep(60)")
                    }
                }
            }
            for await pid in pids {
                #expect(try await isSleeping(pid))
                try await terminate(pid)
                break
            }
            let error = await task.value
            #expect(error?.code == .outcomeUnknown)
            #expect(error?.sqlState == .adminShutdown)
            #expect(error?.isServerFailure == true)
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("during a read on a read-only connection is just a loss")
    func whileReading() async throws {
        let configuration = try primaryConfiguration { $0.isReadOnly = true }
        try await withConnection(configuration) { connection in
            let pid = connection.serverProcessID
            let task = Task { await failure { try await connection.execute("SELECT pg_sleep(60)") } }
            #expect(try await isSleeping(pid))
            try await terminate(pid)
            #expect(await task.value?.code == .connectionLost)
        }
    }

    @Test("while idle is noticed without a query, and the pool lends another connection")
    func whileIdle() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let pid = try await pool.withConnection { $0.serverProcessID }
            try await terminate(pid)
            #expect(
                try await eventually { try await pool.withConnection { $0.serverProcessID } != pid }
            )
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("with the server killed fails statements and callers at once, and the pool works again after its return")
    func serverKilled() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(.init(maximumConnections: 4, acquireTimeout: .seconds(30))) { pool in
            let (pids, found) = AsyncStream<Int32?>.makeStream()
            let tasks = (0..<4).map { _ in
                Task {
                    await failure {
                        try await pool.withConnection { connection in
                            found.yield(connection.serverProcessID)
                            try await connection.execute("SELECT pg_sleep(60)")
                        }
                    }
                }
            }
            var seen = 0
            for await pid in pids {
                #expect(try await isSleeping(pid))
                seen += 1
                if seen == 4 { break }
            }
            try await cluster.kill("primary")
            for task in tasks { #expect(await task.value?.code == .outcomeUnknown) }
            let refused = await failure { try await pool.withConnection { _ in } }
            #expect(refused?.code == .connectFailed)
            try await cluster.start("primary")
            pool.serverIsBack()
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("to a stopped server does not outlast a statement's deadline, and the connection is not used again")
    func serverPaused() async throws {
        let cluster = try ClusterTrait.cluster
        let configuration = try primaryConfiguration {
            $0.cancelTimeout = .milliseconds(100)
            $0.connectTimeout = .milliseconds(300)
        }
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30)), configuration: configuration) {
            pool in
            let pid = try await pool.withConnection { $0.serverProcessID }
            try await cluster.pause("primary")
            let late = await failure {
                try await pool.withConnection { connection in
                    _ = try await connection.query("SELECT 1", deadline: .now + .milliseconds(200))
                }
            }
            // The cancellation gets no answer either, so the next caller gets a new connection, or none.
            let next = await failure { try await pool.withConnection { _ in } }
            try await cluster.resume("primary")
            #expect(late?.code == .statementTimedOut)
            #expect(next?.code == .connectTimedOut)
            let newPID = try await pool.withConnection { connection in
                try await expectAnswer(from: connection, 2)
                return connection.serverProcessID
            }
            #expect(newPID != pid)
        }
    }
}

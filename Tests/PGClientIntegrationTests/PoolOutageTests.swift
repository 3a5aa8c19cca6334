// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("A pool whose server is down or full", .cluster(replicas: 0), .serialized)
struct PoolOutageTests {
    private func execute(_ query: PGQuery) async throws {
        try await withConnection(PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))) { connection in
            _ = try await connection.execute(query)
        }
    }

    @Test("is not stormed by many callers, who fail at once with the reason")
    func storm() async throws {
        let server = try PGConfiguration("postgresql://app:x@127.0.0.1:1/app", label: "nowhere")
        try await withPool(.init(maximumConnections: 10), configuration: server) { pool in
            await withTaskGroup { group in
                for _ in 0..<20 {
                    group.addTask {
                        for _ in 0..<200 {
                            let error = await failure { try await pool.withConnection { _ in } }
                            #expect(error?.code == .connectFailed)
                            #expect(error?.message.contains("Connection refused") == true)
                        }
                    }
                }
            }
            // At 0, 0.1, 0.3, 0.7, 1.5 s and so on; the first time for as many callers as there may be connections.
            #expect((1..<100).contains(pool.statistics.failedAttempts), "\(pool.statistics)")
            // The first of these may be the next attempt.
            _ = await failure { try await pool.withConnection { _ in } }
            let error = await failure { try await pool.withConnection { _ in } }
            #expect(error?.message.contains("next attempt in") == true, "\(String(describing: error))")
            #expect(error?.server == "nowhere")
        }
    }

    @Test("serves callers again as soon as somebody says that the server is back")
    func back() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool { pool in
            try await cluster.stop("primary", mode: .immediate)
            for _ in 0..<5 {
                _ = await failure { try await pool.withConnection { _ in } }
                try await Task.sleep(for: .milliseconds(150))
            }
            try await cluster.start("primary")
            pool.serverIsBack()
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("comes back by itself for its minimum")
    func minimum() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(.init(minimumConnections: 2, maximumConnections: 4)) { pool in
            #expect(try await eventually { pool.statistics.idle == 2 })
            try await cluster.kill("primary")
            #expect(try await eventually { pool.statistics.idle == 0 && pool.statistics.failedAttempts > 1 })
            try await cluster.start("primary")
            #expect(try await eventually { pool.statistics.idle == 2 })
        }
    }

    @Test("shares the connections it got where the server allows no more")
    func full() async throws {
        try await execute("ALTER ROLE app CONNECTION LIMIT 2")
        try await withPool(.init(maximumConnections: 8, acquireTimeout: .seconds(30))) { pool in
            // The first two take the places there are.
            let connections = [try await pool.lease(), try await pool.lease()]
            let tasks = (0..<20).map { number in
                Task { try await pool.withConnection { try await expectAnswer(from: $0, number) } }
            }
            #expect(try await eventually { pool.statistics.failedAttempts > 0 })
            for connection in connections { pool.endLease(connection) }
            for task in tasks { try await task.value }
            #expect(pool.statistics.opened == 2)
        }
        try await withPool { pool in
            try await withPool { other in
                let connections = [try await pool.lease(), try await pool.lease()]
                let error = await failure { try await other.withConnection { _ in } }
                #expect(error?.sqlState == .tooManyConnections)
                let next = await failure { try await other.withConnection { _ in } }
                #expect(next?.sqlState == .tooManyConnections && next?.code == error?.code)
                for connection in connections { pool.endLease(connection) }
            }
        }
        try await execute("ALTER ROLE app CONNECTION LIMIT -1")
    }

    @Test("closes every connection at an eviction, tells their users why, and opens others")
    func evict() async throws {
        try await withPool { pool in
            let reason = PGError(.connectionLost, "the node did not answer")
            let task = Task {
                await failure {
                    try await pool.withConnection { try await $0.execute("SELECT pg_sleep(60)") }
                }
            }
            try await withConnection { observer in
                let query: PGQuery = """
                    SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'
                    """
                let runs = try await eventually { try await observer.query(query, as: Int.self) == [1] }
                #expect(runs)
            }
            pool.evict(reason)
            #expect(await task.value?.message.contains("the node did not answer") == true)
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
            #expect(pool.statistics.closed.evicted == 1)
        }
    }
}

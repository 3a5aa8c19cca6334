// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("A pool's upkeep of its connections", .cluster(replicas: 0), .serialized)
struct PoolUpkeepTests {
    /// Leases `count` connections at once, so that as many are open, and gives them back.
    private func fill(_ pool: PGPool, _ count: Int) async throws {
        var connections: [PGConnection] = []
        for _ in 0..<count { connections.append(try await pool.lease()) }
        for connection in connections { pool.endLease(connection) }
        #expect(pool.statistics.idle == count)
    }

    @Test("opens its minimum without being asked, and replaces what the server ends")
    func minimum() async throws {
        try await withPool(.init(minimumConnections: 2, maximumConnections: 3)) { pool in
            #expect(try await eventually { pool.statistics.idle == 2 })
            let pid = try await pool.withConnection { $0.serverProcessID }
            try await withConnection(PGConfiguration(ClusterTrait.cluster.superuserURI(of: "primary"))) { observer in
                _ = try await observer.execute("SELECT pg_terminate_backend(\(pid))")
            }
            #expect(try await eventually { pool.statistics.closed.lost == 1 && pool.statistics.idle == 2 })
            #expect(pool.statistics.opened == 3)
        }
    }

    @Test("closes connections that nobody uses, down to its minimum")
    func idleTimeout() async throws {
        let configuration = PGPoolConfiguration(
            minimumConnections: 1,
            maximumConnections: 4,
            idleTimeout: .milliseconds(200)
        )
        try await withPool(configuration) { pool in
            try await fill(pool, 4)
            #expect(try await eventually { pool.statistics.closed.idle == 3 })
            try await Task.sleep(for: .milliseconds(300))
            #expect(pool.statistics.idle == 1 && pool.statistics.closed.total == 3)
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("replaces connections that have grown old, under load too, and fails nobody over it")
    func lifetime() async throws {
        let configuration = PGPoolConfiguration(maximumConnections: 2, maximumLifetime: .milliseconds(200))
        try await withPool(configuration) { pool in
            let end = ContinuousClock.now + .seconds(1)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<4 {
                    group.addTask {
                        while ContinuousClock.now < end {
                            try await pool.withConnection { try await expectAnswer(from: $0, number) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(pool.statistics.closed.lifetime >= 4, "\(pool.statistics)")
            #expect(try await eventually { pool.statistics.idle == 0 })
            #expect(pool.statistics.closed.lost == 0 && pool.statistics.closed.unusable == 0)
        }
    }

    @Test("checks a connection before it lends it, and the check leaves no trace")
    func check() async throws {
        try await withPool(.init(maximumConnections: 1, healthCheckAfterIdle: .zero)) { pool in
            let pid = try await pool.withConnection { $0.serverProcessID }
            for number in 0..<20 {
                try await pool.withConnection { connection in
                    #expect(connection.serverProcessID == pid)
                    #expect(!connection.hasDeliveredRows)
                    try await expectAnswer(from: connection, number)
                }
            }
            #expect(pool.statistics.opened == 1)
        }
    }

    @Test("notices by its check that a server no longer answers, and does not try each connection in turn")
    func silence() async throws {
        let cluster = try ClusterTrait.cluster
        let server = try primaryConfiguration { $0.connectTimeout = .milliseconds(300) }
        try await withPool(.init(maximumConnections: 4, healthCheckAfterIdle: .zero), configuration: server) { pool in
            try await fill(pool, 4)
            try await cluster.pause("primary")
            let start = ContinuousClock.now
            let error = await failure { try await pool.withConnection { _ in } }
            let time = ContinuousClock.now - start
            try await cluster.resume("primary")
            #expect(error?.code == .connectTimedOut)
            #expect(time < .seconds(3), "\(time)")
            #expect(pool.statistics.closed.failedCheck == 4, "\(pool.statistics)")
            pool.serverIsBack()
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("keeps a caller's deadline during a check, and takes a server for slow before it takes it for dead")
    func impatient() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(.init(maximumConnections: 1, healthCheckAfterIdle: .zero)) { pool in
            try await fill(pool, 1)
            try await cluster.pause("primary")
            let start = ContinuousClock.now
            let error = await failure { try await pool.lease(until: .now + .milliseconds(100)) }
            let time = ContinuousClock.now - start
            try await cluster.resume("primary")
            #expect(error?.code == .acquireTimedOut)
            #expect(time < .seconds(1), "\(time)")
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
            #expect(pool.statistics.closed.failedCheck == 0 && pool.statistics.acquireTimeouts == 1)
        }
    }

    @Test("lets a caller go that is cancelled during a check")
    func cancelled() async throws {
        let cluster = try ClusterTrait.cluster
        try await withPool(.init(maximumConnections: 1, healthCheckAfterIdle: .zero)) { pool in
            try await fill(pool, 1)
            try await cluster.pause("primary")
            let task = Task { await failure { try await pool.withConnection { _ in } } }
            #expect(try await eventually { pool.statistics.leased == 1 })
            task.cancel()
            let error = await task.value
            try await cluster.resume("primary")
            #expect(error?.code == .cancelled)
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
        }
    }
}

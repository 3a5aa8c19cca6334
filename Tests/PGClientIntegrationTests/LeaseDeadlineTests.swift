// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import Testing

@Suite("A lease with a deadline", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct LeaseDeadlineTests {
    /// Connects, so that no deadline of a lease passes meanwhile.
    private func open(_ pool: PGPool) async throws {
        try await pool.withConnection { try await expectAnswer(from: $0, 1) }
    }

    @Test("gives up what runs and what is queued, and refuses what comes later, each with leaseTimedOut")
    func statements() async throws {
        try await withPool { pool in
            try await pool.withConnection(leaseDeadline: .now + .milliseconds(100)) { connection in
                async let queued = failure { try await connection.query("SELECT 1") }
                let running = await failure { try await connection.query("SELECT pg_sleep(60)") }
                #expect(running?.code == .leaseTimedOut)
                let other = await queued
                #expect(other == nil || other?.code == .leaseTimedOut)
                let later = await failure { try await connection.query("SELECT 1") }
                #expect(later?.code == .leaseTimedOut)
            }
        }
    }

    @Test("frees its connection although its user waits for something else")
    func connection() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            let (release, releases) = AsyncStream<Void>.makeStream()
            let (hold, holds) = AsyncStream<Void>.makeStream()
            try await open(pool)
            let user = Task {
                defer { holds.finish() }
                return try await pool.withConnection(leaseDeadline: .now + .seconds(1)) { connection in
                    try await connection.execute("SET application_name = 'left behind'")
                    holds.finish()
                    for await _ in release {}
                    return await failure { try await connection.query("SELECT 1") }
                }
            }
            for await _ in hold {}
            // The only connection comes back in a clean state, while its user still holds on to it.
            let name = try await pool.withConnection {
                try await $0.query("SELECT current_setting('application_name')", as: String.self)
            }
            #expect(name != ["left behind"])
            releases.finish()
            let late = try await user.value
            #expect(late?.code == .leaseTimedOut)
            try await pool.withConnection { try await expectAnswer(from: $0, 1) }
            #expect(pool.statistics.leased == 0)
        }
    }

    @Test("rolls a transaction back")
    func transaction() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await pool.withConnection { _ = try await $0.execute("CREATE TABLE deadline (id int)") }
            let error = await failure {
                try await pool.withConnection(leaseDeadline: .now + .milliseconds(200)) { connection in
                    try await connection.withTransaction { transaction in
                        try await transaction.execute("INSERT INTO deadline VALUES (1)")
                        _ = try await transaction.query("SELECT pg_sleep(60)")
                    }
                }
            }
            #expect(error?.code == .leaseTimedOut)
            let count = try await pool.withConnection {
                try await $0.query("SELECT count(*) FROM deadline", as: Int.self)
            }
            #expect(count == [0])
        }
    }

    @Test("means nothing once it has ended")
    func over() async throws {
        try await withPool(.init(maximumConnections: 1, acquireTimeout: .seconds(30))) { pool in
            try await open(pool)
            try await pool.withConnection(leaseDeadline: .now + .seconds(1)) {
                try await expectAnswer(from: $0, 1)
            }
            try await pool.withConnection { connection in
                _ = try await connection.query("SELECT pg_sleep(1.2)")
                try await expectAnswer(from: connection, 2)
            }
        }
    }
}

@Suite("A pool's multiplexed reads", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct PoolMultiplexedTests {
    private func servers(_ pool: PGPool) async throws -> Set<Int> {
        try await withThrowingTaskGroup(of: [Int].self) { group in
            for _ in 0..<40 {
                group.addTask {
                    try await pool.multiplexed.query("SELECT pg_backend_pid() FROM pg_sleep(0.01)", as: Int.self)
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.formUnion($1) }
        }
    }

    @Test("share the few connections that the configuration allows, beside those of the pool")
    func shared() async throws {
        let configuration = PGPoolConfiguration(
            maximumConnections: 8,
            acquireTimeout: .seconds(30),
            multiplexing: .init(connections: 2, acquireTimeout: .seconds(30))
        )
        try await withPool(configuration) { pool in
            let servers = try await servers(pool)
            #expect(servers.count <= 2)
            #expect(pool.statistics.opened == 0)
        }
    }

    @Test("are lent connections of the pool where it does not multiplex")
    func lent() async throws {
        try await withPool(.init(maximumConnections: 3, acquireTimeout: .seconds(30))) { pool in
            let servers = try await servers(pool)
            #expect(servers.count <= 3)
            #expect(pool.statistics.opened >= 1)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Logging
import PGClient
import PGClusterTesting
import PGRouting
import ServiceLifecycle
import Testing

@Suite("A cluster as a service", .cluster(replicas: 1))
struct ServiceTests {
    @Test("lets reads and writes finish on a graceful shutdown and refuses new ones")
    func gracefulShutdown() async throws {
        let servers = try ClusterTrait.cluster
        let cluster = try PGCluster(
            primary: .init(servers.uri(of: "primary")),
            replicas: [.init(servers.uri(of: "replica-1"))]
        )
        let group = ServiceGroup(services: [cluster], logger: Logger(label: "test"))
        let running = Task { try await group.run() }
        let (leased, signal) = AsyncStream<Void>.makeStream()
        let (released, release) = AsyncStream<Void>.makeStream()
        let worker = Task {
            try await cluster.write { connection in
                signal.yield()
                for await _ in released { break }
                return try await connection.query("SELECT 1", as: Int.self)
            }
        }
        for await _ in leased { break }
        await group.triggerGracefulShutdown()
        let isRefusing = try await eventually {
            await failure { try await cluster.write { _ in } }?.code == .poolShutDown
        }
        #expect(isRefusing)
        release.yield()
        #expect(try await worker.value == [1])
        try await running.value
    }

    @Test("lets reads finish that share a connection, too")
    func multiplexed() async throws {
        let servers = try ClusterTrait.cluster
        let cluster = try PGCluster(
            primary: .init(servers.uri(of: "primary")),
            replicas: [.init(servers.uri(of: "replica-1"))],
            configuration: .init(readPool: .init(multiplexing: .init()))
        )
        let group = ServiceGroup(services: [cluster], logger: Logger(label: "test"))
        let running = Task { try await group.run() }
        let reading = Task { try await cluster.query("SELECT 7 FROM pg_sleep(2)", as: Int.self, from: .primary) }
        let isUnderWay = try await eventually {
            try await cluster.write {
                try await $0.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep(2)'",
                    as: Int.self
                )
            } == [1]
        }
        #expect(isUnderWay)
        await group.triggerGracefulShutdown()
        #expect(try await reading.value == [7])
        try await running.value
    }
}

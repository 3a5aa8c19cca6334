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
}

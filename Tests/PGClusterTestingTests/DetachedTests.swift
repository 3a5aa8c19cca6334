// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClusterTesting

extension ClusterSuites {
    @Suite("Detached clusters")
    struct Detached {
        @Test("a detached cluster has no watchdog, is found by its name, and is ended through that")
        func attachAndEnd() async throws {
            var configuration = LocalCluster.Configuration(replicas: 1)
            configuration.lifetime = .detached
            let original = try await LocalCluster.start(configuration)
            #expect(!Leftovers.of(original.directory).processes.contains { $0.contains("/bin/sh") })

            let found = try LocalCluster.detached().first { $0.name == original.name }
            let listed = try #require(found)
            #expect(listed.status == .up)
            #expect(listed.nodes == original.nodes)
            #expect(try listed.uri(of: "replica-1") == original.uri(of: "replica-1"))

            let cluster = try LocalCluster.attach(original.name)
            try await cluster.kill("replica-1")
            #expect(listed.status == .partlyUp)
            try await cluster.start("replica-1")
            #expect(listed.status == .up)
            try await cluster.kill("replica-1")
            try await cluster.kill("primary")
            #expect(listed.status == .down)
            await cluster.shutdown()
            #expect(Leftovers.of(original.directory) == .none)
            #expect(throws: ClusterError.self) { try LocalCluster.attach(original.name) }
        }

        @Test("a cluster that ends with its process is not listed")
        func notListed() async throws {
            try await LocalCluster.withCluster(.init(replicas: 0)) { cluster in
                let names = try LocalCluster.detached().map(\.name)
                #expect(!names.contains(cluster.name))
            }
        }
    }
}

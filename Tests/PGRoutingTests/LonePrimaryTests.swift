// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import Testing

@Suite("A primary without replicas", .cluster(replicas: 1), .timeLimit(.minutes(1)))
struct LonePrimaryTests {
    private func withLonePrimary(
        _ configuration: PGClusterConfiguration = .init(),
        _ body: (PGCluster, _ replica: PGNode) async throws -> Void
    ) async throws {
        let servers = try ClusterTrait.cluster
        let replica = PGNode(try servers.uri(of: "replica-1"), name: "replica-1")
        let cluster = try PGCluster(
            primary: PGNode(servers.uri(of: "primary"), name: "primary"),
            configuration: configuration
        )
        do {
            try await body(cluster, replica)
            await cluster.shutdown()
        } catch {
            await cluster.shutdown(timeout: .zero)
            throw error
        }
    }

    @Test("serves all reads, until a replica comes and takes them over")
    func standsIn() async throws {
        try await withLonePrimary { cluster, replica async throws in
            #expect(try await cluster.query("SELECT 1", as: Int.self) == [1])
            #expect(cluster.decide(RoutingRequest(intent: .read)).chosen?.id == "primary")
            try await cluster.addReplica(replica)
            for _ in 0..<20 { #expect(cluster.decide(RoutingRequest(intent: .read)).chosen?.id == "replica-1") }
        }
    }

    @Test("serves them again once the last replica has gone, and hands them over once more when one comes")
    func comesBack() async throws {
        try await withLonePrimary { cluster, replica async throws in
            for _ in 0..<2 {
                try await cluster.addReplica(replica)
                #expect(cluster.decide(RoutingRequest(intent: .read)).chosen?.id == "replica-1")
                try await cluster.removeReplica("replica-1")
                #expect(try await cluster.query("SELECT 1", as: Int.self) == [1])
                #expect(cluster.topology.nodes.map(\.weight) == [1])
            }
        }
    }

    @Test("is left with the reads also where it began with a replica, and keeps the weight it has", arguments: [0, 3])
    func isLeftAlone(weight: Double) async throws {
        let servers = try ClusterTrait.cluster
        let cluster = try PGCluster(
            primary: PGNode(servers.uri(of: "primary"), name: "primary"),
            replicas: [PGNode(servers.uri(of: "replica-1"), name: "replica-1")],
            configuration: .init(reads: .weighted(primary: weight))
        )
        try await cluster.removeReplica("replica-1")
        #expect(cluster.topology.nodes.map(\.weight) == [weight == 0 ? 1 : weight])
        #expect(try await cluster.query("SELECT 1", as: Int.self) == [1])
        await cluster.shutdown()
    }

    @Test("goes on serving reads beside a replica that has no weight")
    func weightless() async throws {
        try await withLonePrimary { cluster, replica async throws in
            var idle = replica
            idle.weight = 0
            try await cluster.addReplica(idle)
            for _ in 0..<20 { #expect(cluster.decide(RoutingRequest(intent: .read)).chosen?.id == "primary") }
        }
    }

    @Test("keeps a weight that it was given, in the configuration or later", arguments: [true, false])
    func givenWeight(isConfigured: Bool) async throws {
        try await withLonePrimary(.init(reads: .roundRobin(primary: isConfigured ? 3 : 0))) {
            cluster,
            replica async throws in
            if !isConfigured { try cluster.setWeight(of: "primary", to: 3) }
            try await cluster.addReplica(replica)
            #expect(cluster.topology.nodes.map(\.weight) == [3, 1])
            let nodes = Set((0..<4).map { _ in cluster.decide(RoutingRequest(intent: .read)).chosen?.id })
            #expect(nodes == ["primary", "replica-1"])
        }
    }

    @Test("takes no replica once it is shut down, and leaves no connection to it behind")
    func shutDown() async throws {
        try await withLonePrimary { cluster, replica async throws in
            await cluster.shutdown()
            let error = await failure(PGError.self) { try await cluster.addReplica(replica) }
            #expect(error?.code == .poolShutDown)
            #expect(cluster.topology.nodes.count == 1)
        }
    }
}

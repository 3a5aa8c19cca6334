// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGRouting
import ReplicaRouting
import Testing

@Suite("Reads after a write", .cluster(replicas: 2), .timeLimit(.minutes(1)))
struct SessionTests {
    private struct Stop: Error {}

    private func expectPrimary(_ cluster: PGCluster, reads: Int = 50) async throws {
        let counts = try await cluster.servingNodes(reads: reads)
        #expect(counts == ["primary": reads])
    }

    private func expectReplicas(_ cluster: PGCluster, reads: Int = 50) async throws {
        let counts = try await cluster.servingNodes(reads: reads)
        #expect(counts["primary"] == nil, "\(counts)")
    }

    @Test("go to the primary for the rest of the session, in child tasks too, and nowhere else")
    func session() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                try await expectReplicas(cluster)
                try await cluster.write { _ = try await $0.query("SELECT 1") }
                try await expectPrimary(cluster)
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await expectPrimary(cluster) }
                    try await group.waitForAll()
                }
                try await Task.detached { try await expectReplicas(cluster) }.value
            }
            try await expectReplicas(cluster)
        }
    }

    @Test("go to the primary after a single statement, too, which says how many rows it changed")
    func execute() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                let create: @Sendable () async throws -> Void = {
                    try await cluster.execute("CREATE TABLE IF NOT EXISTS executed (id int)")
                }
                try await create()
                let changed = try await cluster.execute("INSERT INTO executed SELECT generate_series(1, \(3))")
                #expect(changed == 3)
                try await expectPrimary(cluster)
            }
        }
    }

    @Test("go to the primary while the write that they follow has its connection still")
    func insideOfWrite() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                try await cluster.write { connection in
                    _ = try await connection.query("SELECT 1")
                    try await expectPrimary(cluster, reads: 20)
                }
            }
        }
    }

    @Test("see what was committed, while what was rolled back pins nothing")
    func transactions() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                _ = await failure(Stop.self) {
                    try await cluster.withTransaction { _ in throw Stop() }
                }
                try await expectReplicas(cluster)
                try await cluster.withTransaction { _ = try await $0.query("SELECT 1") }
                try await expectPrimary(cluster)
            }
        }
    }

    @Test("keep to a replica that the read asks for by name or index")
    func named() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                try await cluster.write { _ = try await $0.query("SELECT 1") }
                #expect(try await cluster.servingNode(.replica(index: 2)) == "replica-2")
            }
        }
    }

    @Test("are pinned in the user's next requests by a marker, until it expires, and in nobody else's")
    func marker() async throws {
        try await withCluster(weights: [0, 1, 1], fallback: .primary, probes: true, { $0.name = "orders" }) {
            cluster async throws in
            let session = RoutingSession()
            #expect(cluster.marker(for: session, at: 1_000) == nil)
            try await cluster.withSession(session) { () async throws in
                try await cluster.write { _ = try await $0.query("SELECT 1") }
            }
            let marker = try #require(cluster.marker(for: session, at: 1_000))
            #expect(marker.expiry == 6_000)

            func requestSession(at milliseconds: Int64, _ marker: PinMarker? = marker) -> RoutingSession {
                cluster.session(continuing: marker?.payload, at: milliseconds)
            }
            try await cluster.withSession(requestSession(at: 2_000)) { () async throws in
                try await expectPrimary(cluster)
            }
            for other in [
                requestSession(at: 6_000), requestSession(at: 2_000, nil),
                requestSession(at: 2_000, PinMarker(cluster: "stacks", expiry: 6_000)),
                cluster.session(continuing: Array("1.x.orders".utf8), at: 2_000),
            ] {
                try await cluster.withSession(other) { () async throws in try await expectReplicas(cluster) }
            }
        }
    }

    @Test("that are forced to a replica leave the pin of the outer scope as it was")
    func nested() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await cluster.withSession { () async throws in
                try await cluster.write { _ = try await $0.query("SELECT 1") }
                let inner = try await cluster.withReplica(index: 1) { try await cluster.servingNodes(reads: 20) }
                #expect(inner == ["replica-1": 20])
                try await cluster.withSession { () async throws in try await expectReplicas(cluster) }
                try await expectPrimary(cluster)
            }
            let error = await failure(RoutingError.self) { try await cluster.withReplica(index: 9) {} }
            #expect(error?.code == .invalidReplicaIndex)
            #expect(error?.message.contains("1 to 2") == true, "\(String(describing: error))")
        }
    }
}

@Suite("Bulk reads", .cluster(replicas: 2), .timeLimit(.minutes(1)))
struct BulkReadTests {
    @Test("go to the replica that the configuration counts, unless the session has written")
    func index() async throws {
        try await withCluster(weights: [0, 1, 1], { $0.bulkReplicaIndex = 2 }) { cluster async throws in
            let bulk = RoutingRequest(intent: .read, workload: .bulk)
            func nodes() async throws -> Set<String> {
                var nodes: Set<String> = []
                for _ in 0..<30 { nodes.insert(try await cluster.read(bulk) { $0.server }) }
                return nodes
            }
            #expect(try await nodes() == ["replica-2"])
            try await cluster.withSession { () async throws in
                try await cluster.write { _ = try await $0.query("SELECT 1") }
                #expect(try await nodes() == ["primary"])
            }
            let active = RoutingRequest(intent: .read, workload: .active)
            #expect(try await cluster.read(active) { $0.server } == "primary")
        }
    }

    @Test("go where other reads go once that replica has been removed")
    func removed() async throws {
        try await withCluster(weights: [0, 1, 1], { $0.bulkReplicaIndex = 2 }) { cluster async throws in
            let bulk = RoutingRequest(intent: .read, workload: .bulk)
            try await cluster.removeReplica("replica-2")
            #expect(try await cluster.read(bulk) { $0.server } == "replica-1")
        }
    }

    @Test("of an index that is out of range are refused when the cluster is made, with the range that is valid")
    func refused() async throws {
        for (index, isValid) in [(nil, true), (0, true), (-1, true), (2, true), (3, false), (-2, false)] {
            let error = await failure(RoutingError.self) {
                try await withCluster(weights: [0, 1, 1], probes: false, { $0.bulkReplicaIndex = index }) { _ in }
            }
            #expect((error == nil) == isValid, "\(String(describing: index))")
            if !isValid { #expect(error?.message.contains("1 to 2") == true) }
        }
    }
}

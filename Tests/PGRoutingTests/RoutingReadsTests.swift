// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGRouting
import ReplicaRouting
import Testing

@Suite("Reads and writes of a healthy cluster", .cluster(replicas: 2))
struct RoutingReadsTests {
    @Test("reads are spread over the nodes in proportion to their weights")
    func shares() async throws {
        try await withCluster(weights: [1, 2, 2]) { cluster async throws in
            let counts = try await cluster.servingNodes(reads: 1_500)
            // Six standard deviations of a share of a fifth are 93 reads, of two fifths 114.
            #expect(abs((counts["primary"] ?? 0) - 300) < 93, "\(counts)")
            #expect(abs((counts["replica-1"] ?? 0) - 600) < 114, "\(counts)")
            #expect(abs((counts["replica-2"] ?? 0) - 600) < 114, "\(counts)")
        }
    }

    @Test("a primary of weight 0 serves no read while a replica can")
    func primaryWithoutWeight() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            let counts = try await cluster.servingNodes(reads: 100)
            #expect(counts["primary"] == nil, "\(counts)")
        }
    }

    @Test("a write inside of a read fails with 25006 on every node, and nothing is written")
    func writeInRead() async throws {
        try await withCluster { cluster async throws in
            try await cluster.write { try await $0.execute("CREATE TABLE IF NOT EXISTS stray (id int)") }
            for target: ReadTarget in [.primary, .replica(index: 1), .replica(index: 2)] {
                let seen = try await eventually {
                    try await cluster.read(from: target) {
                        try await $0.query("SELECT to_regclass('stray') IS NOT NULL", as: Bool.self) == [true]
                    }
                }
                #expect(seen)
                let error = await failure {
                    try await cluster.read(from: target) { try await $0.execute("INSERT INTO stray VALUES (1)") }
                }
                #expect(error?.sqlState == .readOnlyTransaction, "\(target)")
            }
            let rows = try await cluster.read(from: .primary) {
                try await $0.query("SELECT count(*) FROM stray", as: Int.self)
            }
            #expect(rows == [0])
        }
    }

    @Test("writes and transactions go to the primary, and the replicas receive them")
    func writes() async throws {
        try await withCluster { cluster async throws in
            try await cluster.write { connection in
                #expect(connection.server == "primary")
                try await connection.execute("CREATE TABLE written (id int)")
            }
            let inserted = try await cluster.withTransaction(isolationLevel: .serializable) { transaction in
                try await transaction.query("INSERT INTO written VALUES (1) RETURNING id", as: Int.self)
            }
            #expect(inserted == [1])
            for index in 1...2 {
                let arrived = try await eventually {
                    let rows = try? await cluster.read(from: .replica(index: index)) {
                        try await $0.query("SELECT id FROM written", as: Int.self)
                    }
                    return rows == [1]
                }
                #expect(arrived, "replica \(index)")
            }
        }
    }

    @Test("a replica is chosen by its index, and 0, -1 and nil choose none in particular")
    func replicaIndex() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            for _ in 0..<5 {
                #expect(try await cluster.servingNode(.replica(index: 1)) == "replica-1")
                #expect(try await cluster.servingNode(.replica(index: 2)) == "replica-2")
            }
            for index in [nil, 0, -1] {
                #expect(try await cluster.servingNode(.replica(index: index)).hasPrefix("replica-"))
            }
        }
    }

    @Test("a replica index out of range is an error that says the range", arguments: [9, 3, -2])
    func badReplicaIndex(_ index: Int) async throws {
        try await withCluster { cluster async throws in
            let error = await failure(RoutingError.self) { try await cluster.servingNode(.replica(index: index)) }
            #expect(error?.code == .replicaIndexOutOfRange)
            #expect(error?.message.contains("\(index)") == true && error?.message.contains("1 to 2") == true)
        }
    }

    @Test("an unknown node is an error that names the nodes there are")
    func unknownNode() async throws {
        try await withCluster { cluster async throws in
            let error = await failure(RoutingError.self) { try await cluster.servingNode(.node("replica-7")) }
            #expect(error?.code == .unknownNode)
            #expect(error?.message.contains("replica-1") == true)
        }
    }

    @Test("withPrimary sends the reads of its whole task tree to the primary, and only those")
    func withPrimary() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            let inside = try await cluster.withPrimary {
                async let child = cluster.servingNode()
                let own = try await cluster.servingNode()
                let explicit = try await cluster.servingNode(.replica(index: 2))
                let detached = try await Task.detached { try await cluster.servingNode() }.value
                return (own, try await child, explicit, detached)
            }
            #expect(inside.0 == "primary")
            #expect(inside.1 == "primary")
            #expect(inside.2 == "replica-2")
            #expect(inside.3 != "primary")
            #expect(try await cluster.servingNode() != "primary")
        }
    }

    @Test("a read-only transaction stays on one replica and sees one snapshot")
    func readTransaction() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            let pids = try await cluster.read { connection in
                try await connection.withTransaction(isolationLevel: .repeatableRead, isReadOnly: true) { transaction in
                    let first = try await transaction.query("SELECT pg_backend_pid()", as: Int.self)
                    return first + (try await transaction.query("SELECT pg_backend_pid()", as: Int.self))
                }
            }
            #expect(pids.count == 2 && pids.first == pids.last)
        }
    }

    @Test("an error of a statement is not tried anywhere else")
    func statementError() async throws {
        try await withCluster { cluster async throws in
            let error = await failure { try await cluster.read { try await $0.execute("SELECT 1 / 0") } }
            #expect(error?.sqlState == "22012")
            #expect(cluster.readRetries == 0)
        }
    }

    @Test("a decision is explained without sending anything")
    func explain() async throws {
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            let decision = cluster.decide(.init(intent: .write), explains: true)
            #expect(decision.chosen?.id == "primary")
            #expect(decision.explanation?.rejected.count == 2)
        }
    }

    @Test("probes see each node's role and how far a replica is behind")
    func observations() async throws {
        try await withCluster { cluster async throws in
            let seen = try await eventually {
                let statuses = cluster.topology.statuses
                return statuses.map(\.observedRole) == [.primary, .replica, .replica]
                    && statuses.dropFirst().allSatisfy { $0.lag?.bytes != nil && $0.lag?.time != nil }
            }
            #expect(seen, "\(cluster.topology.statuses)")
            #expect(cluster.topology.statuses[0].lag == nil)
        }
    }

    @Test("works without run(), and its pools refuse everything after shutdown")
    func withoutRun() async throws {
        let cluster = try await withCluster(probes: false) { cluster async throws in
            _ = try await cluster.servingNode()
            return cluster
        }
        #expect(await failure { try await cluster.servingNode() }?.code == .poolShutDown)
        #expect(await failure { try await cluster.write { _ in } }?.code == .poolShutDown)
    }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import Synchronization
import Testing

@Suite("Nodes that change while reads run", .cluster(replicas: 2), .timeLimit(.minutes(1)))
struct NodeChangesTests {
    private final class Flag: Sendable {
        private let value = Atomic<Bool>(false)
        var isSet: Bool { value.load(ordering: .relaxed) }
        func set() { value.store(true, ordering: .relaxed) }
    }

    /// Runs `body` while 8 tasks read all the time, none of which may fail.
    private func whileReading(_ cluster: PGCluster, _ body: () async throws -> Void) async throws {
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    var reads = 0
                    while !isOver.isSet {
                        _ = try await cluster.read { try await $0.query("SELECT 1") }
                        reads += 1
                    }
                    return reads
                }
            }
            do {
                try await body()
                isOver.set()
            } catch {
                isOver.set()
                throw error
            }
            #expect(try await group.reduce(0, +) > 0)
        }
    }

    @Test("are added, re-weighted, drained, resumed and removed without a failed read, and the next decision sees it")
    func changes() async throws {
        let servers = try ClusterTrait.cluster
        let second = PGNode(try servers.uri(of: "replica-2"), name: "late", weight: 1)
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await whileReading(cluster) {
                for _ in 0..<5 {
                    try await cluster.addReplica(second)
                    #expect(cluster.topology.nodes.map(\.id.rawValue) == ["primary", "replica-1", "replica-2", "late"])
                    #expect(try await cluster.servingNode(.node("late")) == "late")
                    let isWatched = try await eventually {
                        cluster.topology.status(of: "late")?.observedRole == .replica
                    }
                    #expect(isWatched)

                    try cluster.setWeight(of: "replica-1", to: 0)
                    try cluster.setWeight(of: "replica-2", to: 0)
                    #expect(try await cluster.servingNodes(reads: 20) == ["late": 20])
                    try cluster.setWeight(of: "replica-1", to: 1)
                    try cluster.setWeight(of: "replica-2", to: 1)

                    try cluster.drain("late")
                    let drained = try await cluster.servingNodes(reads: 50)
                    #expect(drained["late"] == nil)
                    try await Task.sleep(for: .milliseconds(100))
                    #expect(cluster.state(of: "late") == .draining, "probes do not end it")
                    try cluster.resume("late")
                    #expect(cluster.state(of: "late") == .up)

                    try await cluster.removeReplica("late")
                    #expect(cluster.topology.position(of: "late") == nil)
                }
            }
            let left = try await cluster.read(from: .primary) {
                try await $0.query(
                    "SELECT count(*) FROM pg_stat_activity WHERE state IS NULL AND backend_type = 'client backend'"
                )
            }
            #expect(left.rowCount == 1)
        }
    }

    @Test("leave nothing behind: the server has no connection to a replica that was removed")
    func noLeak() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1, 0]) { cluster async throws in
            let configuration = try PGNode(servers.uri(of: "replica-2") + "?application_name=removed", name: "other")
            try await cluster.addReplica(configuration)
            let count: PGQuery = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'removed'"
            func connections() async throws -> [Int] {
                try await cluster.read(from: .node("replica-2")) { try await $0.query(count, as: Int.self) }
            }
            _ = try await cluster.servingNode(.node("other"))
            let came = try await eventually { try await connections() != [0] }
            #expect(came)
            try await cluster.removeReplica("other")
            let went = try await eventually { try await connections() == [0] }
            #expect(went)
        }
    }

    @Test("cannot be the primary, unknown, taken twice, or the last with weight")
    func refused() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1, 0], probes: false) { cluster async throws in
            let primary = await failure(RoutingError.self) { try await cluster.removeReplica("primary") }
            #expect(primary?.code == .invalidTopology)
            let unknown = await failure(RoutingError.self) { try await cluster.removeReplica("nowhere") }
            #expect(unknown?.code == .unknownNode)
            #expect(unknown?.message.contains("replica-1") == true)
            let last = await failure(RoutingError.self) { try await cluster.removeReplica("replica-1") }
            #expect(last?.code == .invalidWeight)
            let uri = try servers.uri(of: "replica-2")
            let taken = await failure(RoutingError.self) {
                try await cluster.addReplica(PGNode(uri, name: "replica-1"))
            }
            #expect(taken?.code == .duplicateNode)
            let weight = await failure(RoutingError.self) { try cluster.setWeight(of: "replica-1", to: -1) }
            #expect(weight?.code == .invalidWeight)
            #expect(cluster.topology.nodes.count == 3)
            #expect(try await cluster.servingNode() == "replica-1")
        }
    }
}

@Suite("Reads that spill to the primary", .cluster(replicas: 1), .timeLimit(.minutes(1)))
struct SpillTests {
    private func withSpill(
        _ remedy: SpillBudget.Remedy,
        _ body: (PGCluster) async throws -> Void
    ) async throws {
        let budget = try SpillBudget.concurrency(1, otherwise: remedy)
        try await withCluster(
            weights: [0, 1],
            { $0.reads = .weighted(policy: RoutingPolicy(spillBudget: budget)) },
            { cluster async throws in
                try cluster.drain("replica-1")
                try await body(cluster)
            }
        )
    }

    /// Runs `body` while a read holds the only place on the primary.
    private func whileFull(_ cluster: PGCluster, _ body: (_ release: () -> Void) async throws -> Void) async throws {
        let (entered, entries) = AsyncStream<Void>.makeStream()
        let (leave, leaves) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await cluster.read { connection in
                #expect(connection.server == "primary")
                entries.finish()
                for await _ in leave {}
            }
        }
        for await _ in entered {}
        try await body { leaves.finish() }
        leaves.finish()
        try await holder.value
        #expect(cluster.topology.spills.inFlight == 0)
    }

    @Test("are turned away as overload where the budget has no room and says so")
    func shed() async throws {
        try await withSpill(.shed) { cluster in
            try await whileFull(cluster) { _ in
                let error = await failure(RoutingError.self) { try await cluster.servingNode() }
                #expect(error?.code == .spillBudgetSpent)
            }
            #expect(try await cluster.servingNode() == "primary")
        }
    }

    @Test("are turned away by a router, too, that does not look at the budget")
    func unawareRouter() async throws {
        let budget = try SpillBudget.concurrency(1, otherwise: .shed)
        try await withCluster(
            weights: [0, 1],
            { $0.reads = .custom(WeightedPrimaryReplicaRouter(), primaryWeight: 0, spillBudget: budget) },
            { cluster async throws in
                try cluster.drain("replica-1")
                try await whileFull(cluster) { _ in
                    let error = await failure(RoutingError.self) { try await cluster.servingNode() }
                    #expect(error?.code == .spillBudgetSpent)
                }
                #expect(try await cluster.servingNode() == "primary")
            }
        )
    }

    @Test("wait for room, for so long at most")
    func wait() async throws {
        try await withSpill(.wait(upTo: .seconds(20))) { cluster in
            try await whileFull(cluster) { release in
                async let served = cluster.servingNode()
                try await Task.sleep(for: .milliseconds(50))
                release()
                #expect(try await served == "primary")
            }
        }
        try await withSpill(.wait(upTo: .milliseconds(60))) { cluster in
            try await whileFull(cluster) { _ in
                let error = await failure(RoutingError.self) { try await cluster.servingNode() }
                #expect(error?.code == .spillBudgetSpent)
            }
        }
    }

    @Test("go back to a replica that returns while they wait")
    func back() async throws {
        try await withSpill(.wait(upTo: .seconds(20))) { cluster in
            try await whileFull(cluster) { _ in
                async let served = cluster.servingNode()
                try await Task.sleep(for: .milliseconds(50))
                try cluster.resume("replica-1")
                #expect(try await served == "replica-1")
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import Synchronization
import Testing

@Suite("Nodes that fail", .cluster(replicas: 2, settings: ["max_standby_streaming_delay": "100ms"]), .serialized)
struct NodeFailureTests {
    /// Reads without a pause until `body` has returned.
    ///
    /// - Returns: How many reads there were and the errors among them.
    private func reading(
        from cluster: PGCluster,
        with read: @escaping @Sendable (PGCluster) async throws -> Void = { _ = try await $0.servingNode() },
        _ body: () async throws -> Void
    ) async throws -> (reads: Int, errors: [any Error]) {
        let isDone = Flag()
        let readers = (0..<4).map { _ in
            Task { () -> (Int, [any Error]) in
                var reads = 0
                var errors: [any Error] = []
                while !isDone.value {
                    do { try await read(cluster) } catch { errors.append(error) }
                    reads += 1
                }
                return (reads, errors)
            }
        }
        let outcome = await Result { try await body() }
        isDone.set()
        var total = (reads: 0, errors: [any Error]())
        for reader in readers {
            let (reads, errors) = await reader.value
            total.reads += reads
            total.errors += errors
        }
        try outcome.get()
        return total
    }

    @Test("a replica that is killed and comes back fails no read, leaves the candidates and returns to them")
    func killedReplica() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster { cluster async throws in
            let outcome = try await reading(from: cluster) {
                _ = try await cluster.servingNodes(reads: 50)
                try await servers.kill("replica-1")
                try await expect("replica-1", of: cluster, toBecome: .down)
                #expect(try await cluster.servingNodes(reads: 200)["replica-1"] == nil)
                try await servers.start("replica-1")
                try await expect("replica-1", of: cluster, toBecome: .up)
                #expect(try await cluster.servingNodes(reads: 200)["replica-1"] != nil)
            }
            #expect(outcome.errors.isEmpty, "\(outcome.errors.prefix(3))")
            #expect(outcome.reads > 0)
        }
    }

    @Test("a replica that is paused, and so answers nothing at all, fails no read")
    func pausedReplica() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster { cluster async throws in
            let outcome = try await reading(from: cluster) {
                _ = try await cluster.servingNodes(reads: 50)
                try await servers.pause("replica-2")
                try await expect("replica-2", of: cluster, toBecome: .down)
                #expect(try await cluster.servingNodes(reads: 200)["replica-2"] == nil)
                try await servers.resume("replica-2")
                try await expect("replica-2", of: cluster, toBecome: .up)
            }
            #expect(outcome.errors.isEmpty, "\(outcome.errors.prefix(3))")
        }
    }

    @Test("multiplexed reads fail neither over a killed replica nor over a paused one")
    func multiplexed() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster {
            $0.readPool.multiplexing = .init(connections: 2)
        } _: { cluster async throws in
            let outcome = try await reading(from: cluster) { cluster in
                let number = Int.random(in: 0..<1_000_000)
                let answer = try await cluster.query("SELECT \(number)", as: Int.self)
                #expect(answer == [number])
            } _: {
                try await servers.kill("replica-1")
                try await expect("replica-1", of: cluster, toBecome: .down)
                try await servers.start("replica-1")
                try await expect("replica-1", of: cluster, toBecome: .up)
                try await servers.pause("replica-2")
                try await expect("replica-2", of: cluster, toBecome: .down)
                try await servers.resume("replica-2")
                try await expect("replica-2", of: cluster, toBecome: .up)
            }
            #expect(outcome.errors.isEmpty, "\(outcome.errors.prefix(3))")
            #expect(outcome.reads > 0)
        }
    }

    @Test("without probes a dead replica costs a retry and no read")
    func withoutProbes() async throws {
        let servers = try ClusterTrait.cluster
        try await servers.stop("replica-1", mode: .immediate)
        let counts = try await withCluster(probes: false) { cluster async throws in
            let counts = try await cluster.servingNodes(reads: 100)
            #expect(cluster.readRetries > 0)
            return counts
        }
        try await servers.start("replica-1")
        #expect(counts["replica-1"] == nil)
    }

    @Test("with every replica down reads go to the primary, or fail at once where that is configured")
    func everyReplicaDown() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1, 1]) { cluster async throws in
            try await withCluster(weights: [0, 1, 1], fallback: .fail) { strict async throws in
                for name in ["replica-1", "replica-2"] { try await servers.kill(name) }
                for cluster in [cluster, strict] {
                    try await expect("replica-1", of: cluster, toBecome: .down)
                    try await expect("replica-2", of: cluster, toBecome: .down)
                }
                #expect(try await cluster.servingNodes(reads: 20) == ["primary": 20])
                let error = await failure(RoutingError.self) { try await strict.servingNode() }
                #expect(error?.code == .noEligibleNode)
                #expect(error?.message.contains("replica-1 is down") == true, "\(String(describing: error))")
                for name in ["replica-1", "replica-2"] { try await servers.start(name) }
                for cluster in [cluster, strict] {
                    try await expect("replica-1", of: cluster, toBecome: .up)
                    try await expect("replica-2", of: cluster, toBecome: .up)
                }
            }
        }
    }

    @Test("with the primary down reads go on, writes fail within their deadline, and a write waits for its return")
    func primaryDown() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster {
            $0.writePool.acquireTimeout = .milliseconds(300)
        } _: { impatient async throws in
            try await withCluster {
                $0.writePool.acquireTimeout = .seconds(30)
            } _: { patient async throws in
                try await servers.kill("primary")
                try await expect("primary", of: impatient, toBecome: .down)
                try await expect("primary", of: patient, toBecome: .down)
                let counts = try await impatient.servingNodes(reads: 50)
                #expect(counts["primary"] == nil && counts.values.reduce(0, +) == 50)

                let start = ContinuousClock.now
                let error = await failure { try await impatient.write { try await $0.execute("SELECT 1") } }
                #expect(error?.code == .connectFailed)
                #expect(error?.message.contains("the primary is down and the write was not sent") == true)
                #expect(ContinuousClock.now - start < .seconds(5))

                let waiting = Task { try await patient.write { try await $0.query("SELECT 7", as: Int.self) } }
                try await servers.start("primary")
                #expect(try await waiting.value == [7])
                try await expect("primary", of: impatient, toBecome: .up)
            }
        }
    }

    @Test("a write whose connection is lost is not sent again, and its outcome is unknown")
    func lostWrite() async throws {
        try await withCluster { cluster async throws in
            let attempts = Counter()
            let error = await failure {
                try await cluster.write { connection in
                    attempts.increment()
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.code == .outcomeUnknown)
            #expect(attempts.count == 1)
            try await expect("primary", of: cluster, toBecome: .up)
        }
    }

    @Test("a read whose connection is lost runs again elsewhere, but not once it has received rows")
    func lostRead() async throws {
        try await withCluster { cluster async throws in
            let attempts = Counter()
            let served = try await cluster.read { connection in
                if attempts.increment() == 1 {
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
                return connection.server
            }
            #expect(attempts.count == 2)
            #expect(!served.isEmpty)

            for node in cluster.topology.nodes { try await expect(node.id, of: cluster, toBecome: .up) }
            let delivered = Counter()
            let error = await failure {
                try await cluster.read { connection in
                    delivered.increment()
                    _ = try await connection.query("SELECT 1", as: Int.self)
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.code == .connectionLost)
            #expect(delivered.count == 1)
            for node in cluster.topology.nodes { try await expect(node.id, of: cluster, toBecome: .up) }
        }
    }

    @Test("a read that a replica cancels because of recovery runs again on another node")
    func recoveryConflict() async throws {
        try await withCluster(weights: [0, 1, 0]) { cluster async throws in
            try await cluster.write { connection in
                try await connection.execute("CREATE TABLE conflict (id int)")
                try await connection.execute("INSERT INTO conflict SELECT generate_series(1, 1000)")
            }
            let arrived = try await eventually {
                let rows = try? await cluster.read(from: .replica(index: 1)) {
                    try await $0.query("SELECT count(*) FROM conflict", as: Int.self)
                }
                return rows == [1000]
            }
            #expect(arrived)
            let attempts = Counter()
            let served = try await cluster.read { connection in
                let isFirst = attempts.increment() == 1
                return try await connection.withTransaction(isolationLevel: .repeatableRead) { transaction in
                    guard isFirst else { return connection.server }
                    // No rows reach the caller, but the snapshot is taken; then the primary cleans up behind it.
                    try await transaction.execute("DO $$ BEGIN PERFORM count(*) FROM conflict; END $$")
                    try await cluster.write { writer in
                        try await writer.execute("DELETE FROM conflict")
                        try await writer.execute("VACUUM conflict")
                    }
                    try await transaction.execute("DO $$ BEGIN PERFORM pg_sleep(20); END $$")
                    return connection.server
                }
            }
            #expect(attempts.count == 2)
            #expect(served == "replica-2" || served == "primary", "\(served)")
            #expect(cluster.state(of: "replica-1") == .up)
        }
    }

    @Test("a full pool is not taken for a failure of the node")
    func fullPool() async throws {
        try await withCluster(weights: [0, 1, 0]) {
            $0.readPool = .init(maximumConnections: 1, acquireTimeout: .seconds(1))
        } _: { cluster async throws in
            try await cluster.read(from: .replica(index: 1)) { _ in
                let error = await failure { try await cluster.servingNode(.replica(index: 1)) }
                #expect(error?.code == .acquireTimedOut)
            }
            #expect(cluster.state(of: "replica-1") == .up)
        }
    }

    @Test("a wrong password on a replica takes it out of the reads and is said")
    func wrongPassword() async throws {
        let servers = try ClusterTrait.cluster
        let good = try servers.uri(of: "replica-1")
        let port = try #require(servers.nodes.first { $0.name == "replica-2" }?.port)
        let cluster = try PGCluster(
            primary: PGNode(servers.uri(of: "primary")),
            replicas: [PGNode(good), PGNode("postgresql://app:hunter2@127.0.0.1:\(port)/app")],
            configuration: .init(probing: .init(interval: .milliseconds(50)))
        )
        let running = Task { try await cluster.run() }
        try await expect("replica-2", of: cluster, toBecome: .down)
        #expect(try await cluster.servingNodes(reads: 20) == ["replica-1": 20])
        let reason = cluster.topology.status(of: "replica-2")?.reason
        #expect(reason?.contains("password authentication failed") == true && reason?.contains("hunter2") == false)
        running.cancel()
        try await running.value
    }

    @Test("a replica that has lost its primary, as the cluster has, is behind by the time since")
    func primaryOutOfReach() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster { cluster async throws in
            let fresh = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .milliseconds(500)))
            let anyBytes = RoutingRequest(intent: .read, staleness: StalenessLimit(bytes: .max))
            let recent = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(3600)))
            for request in [fresh, anyBytes, recent] {
                let replicaServes = try await eventually { try await cluster.read(request) { $0.server } != "primary" }
                #expect(replicaServes)
            }
            try await servers.kill("primary")
            for request in [fresh, anyBytes] {
                let isRefused = try await eventually {
                    let error = await failure(RoutingError.self) { try await cluster.read(request) { _ in } }
                    return error?.code == .noEligibleNode
                }
                #expect(isRefused, "\(cluster.topology.statuses)")
            }
            _ = try await cluster.read(recent) { _ in }
            try await servers.start("primary")
            try await expect("primary", of: cluster, toBecome: .up)
            let isKnown = try await eventually { cluster.topology.status(of: "replica-1")?.lag?.bytes != nil }
            #expect(isKnown)
        }
    }

    @Test("a write that may wait for ever waits for the primary, until the cluster ends")
    func waitsForEver() async throws {
        let servers = try ClusterTrait.cluster
        try await servers.kill("primary")
        let waiting = try await withCluster {
            $0.writePool.acquireTimeout = .seconds(Int64.max)
            $0.probing.interval = .seconds(Int64.max)
        } _: { cluster async throws in
            try await expect("primary", of: cluster, toBecome: .down)
            let waiting = Task { await failure { try await cluster.write { _ in } } }
            try await Task.sleep(for: .milliseconds(100))
            return (waiting, cluster)
        }
        #expect(await waiting.0.value?.code == .poolShutDown)
        let late = await failure { try await waiting.1.write { _ in } }
        #expect(late?.code == .poolShutDown)
        try await servers.start("primary")
    }

    @Test("lag shows while a replica applies late, and is unknown in bytes once its primary is gone")
    func lag() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster { cluster async throws in
            try await servers.setApplyDelay(.seconds(600), of: "replica-1")
            try await cluster.write { try await $0.execute("CREATE TABLE lagging (id int)") }
            let isBehind = try await eventually { (cluster.topology.status(of: "replica-1")?.lag?.bytes ?? 0) > 0 }
            #expect(isBehind)
            try await servers.setApplyDelay(.zero, of: "replica-1")
            let hasCaughtUp = try await eventually { cluster.topology.status(of: "replica-1")?.lag?.bytes == 0 }
            #expect(hasCaughtUp, "\(String(describing: cluster.topology.status(of: "replica-1")))")
            try await servers.kill("primary")
            let isUnknown = try await eventually {
                let status = cluster.topology.status(of: "replica-1")
                return status?.state == .up && status?.lag?.bytes == nil
            }
            #expect(isUnknown, "\(String(describing: cluster.topology.status(of: "replica-1")))")
            try await servers.start("primary")
            try await expect("primary", of: cluster, toBecome: .up)
        }
    }
}

@Suite("A promoted replica", .cluster(replicas: 1))
struct PromotedReplicaTests {
    @Test("serves no more reads: it is on a timeline of its own")
    func promoted() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1]) { cluster async throws in
            #expect(try await cluster.servingNode() == "replica-1")
            try await servers.promote("replica-1")
            let isSeen = try await eventually { cluster.topology.status(of: "replica-1")?.observedRole == .primary }
            #expect(isSeen)
            #expect(try await cluster.servingNodes(reads: 10) == ["primary": 10])
        }
    }
}

/// A count that several tasks keep.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)
    var count: Int { value.load(ordering: .relaxed) }
    @discardableResult func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
}

/// Something that happens once.
final class Flag: Sendable {
    private let state = Atomic<Bool>(false)
    var value: Bool { state.load(ordering: .relaxed) }
    func set() { state.store(true, ordering: .relaxed) }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

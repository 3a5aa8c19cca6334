// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import PGRouting
import ReplicaRouting
import Synchronization
import Testing

// Neither checkpoints nor the background writer bring pages to the disk, so that a replica which crashes has all its
// log to replay again, and takes connections before it has.
@Suite(
    "A replica that comes back",
    .cluster(
        replicas: 1,
        settings: [
            "autovacuum": "off", "bgwriter_lru_maxpages": "0", "checkpoint_timeout": "1h", "max_wal_size": "4GB",
            "shared_buffers": "256MB",
        ]
    ),
    .serialized,
    .timeLimit(.minutes(5))
)
struct ReadmissionTests {
    @Test("from a crash shows no reader less than it had shown before, though it takes connections early")
    func crash() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [1, 3]) {
            $0.probing.readmissionHold = .seconds(120)
        } _: { cluster async throws in
            try await cluster.write { connection in
                try await connection.execute("CREATE TABLE progress (version int)")
                try await connection.execute("INSERT INTO progress VALUES (0)")
                try await connection.execute("CREATE TABLE ballast AS SELECT 0 AS n FROM generate_series(1, 20000)")
            }
            let hasArrived = try await eventually {
                let versions = try? await cluster.read(from: .replica(index: 1)) {
                    try await $0.query("SELECT version FROM progress", as: Int.self)
                }
                return versions == [0]
            }
            try #require(hasArrived)
            let sightings = Sightings()
            let isDone = Flag()
            let writer = Task {
                var version = 0
                while !isDone.value {
                    version += 1
                    try await cluster.withTransaction { transaction in
                        try await transaction.execute("UPDATE ballast SET n = \(version)")
                        try await transaction.execute("UPDATE progress SET version = \(version)")
                    }
                }
            }
            let readers = (0..<4).map { _ in
                Task {
                    while !isDone.value { try await sightings.read(from: cluster) }
                }
            }
            let watcher = Task {
                while !isDone.value {
                    sightings.note(cluster.topology.status(of: "replica-1"))
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            let outcome = await Result {
                let hasShown = try await eventually(within: .seconds(60)) { sightings.latest("replica-1") >= 30 }
                try #require(hasShown)
                try await servers.kill("replica-1")
                try await expect("replica-1", of: cluster, toBecome: .down)
                let before = sightings.latest("replica-1")
                try await servers.start("replica-1")
                let isBack = try await eventually(within: .seconds(60)) {
                    cluster.state(of: "replica-1") == .up && sightings.latest("replica-1") > before
                }
                #expect(isBack, "\(String(describing: cluster.topology.status(of: "replica-1")))")
            }
            isDone.set()
            _ = await writer.result
            for reader in readers { try await reader.value }
            try await watcher.value
            try outcome.get()
            #expect(sightings.wentBack.isEmpty, "\(sightings.wentBack)")
            let reasons = sightings.reasons
            #expect(reasons.contains { $0.hasPrefix("catching up to ") }, "it was never held: \(reasons)")
        }
    }

    /// Has the replica receive a transaction that it does not apply.
    private func holdBack(_ cluster: PGCluster, _ servers: LocalCluster) async throws {
        try await servers.setApplyDelay(.seconds(600), of: "replica-1")
        let written = try await cluster.write { connection in
            try await connection.execute("CREATE TABLE held_back ()")
            try await connection.execute("DROP TABLE held_back")
            return try await connection.query("SELECT pg_current_wal_lsn()::text", as: String.self).first
        }
        let hasReceived = try await eventually {
            let answer = try await cluster.read(from: .replica(index: 1)) { connection in
                let query: PGQuery = "SELECT pg_last_wal_receive_lsn() >= \(written)::text::pg_lsn"
                return (connection.server, try await connection.query(query, as: Bool.self).first)
            }
            return answer == ("replica-1", true)
        }
        try #require(hasReceived)
        let isBehind = try await eventually { (cluster.topology.status(of: "replica-1")?.lag?.bytes ?? 0) > 0 }
        try #require(isBehind)
    }

    @Test("that was only out of reach is taken back at once, however far it is behind")
    func paused() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1]) {
            $0.probing.readmissionHold = .seconds(3600)
            $0.probing.timeout = .milliseconds(500)
        } _: { cluster async throws in
            try await holdBack(cluster, servers)
            try await servers.pause("replica-1")
            try await expect("replica-1", of: cluster, toBecome: .down)
            try await servers.resume("replica-1")
            try await expect("replica-1", of: cluster, toBecome: .up)
            #expect((cluster.topology.status(of: "replica-1")?.lag?.bytes ?? 0) > 0)
            try await servers.setApplyDelay(.zero, of: "replica-1")
        }
    }

    @Test("that lost one connection is taken back at once, though it has lost its primary, too")
    func lostConnection() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1]) {
            $0.probing.readmissionHold = .seconds(3600)
        } _: { cluster async throws in
            try await expect("replica-1", of: cluster, toBecome: .up)
            try await servers.kill("primary")
            let isCutOff = try await eventually {
                let status = cluster.topology.status(of: "replica-1")
                return status?.lag != nil && status?.lag?.bytes == nil
            }
            #expect(isCutOff)
            let error = await failure {
                try await cluster.read { connection in
                    _ = try await connection.query("SELECT 1")
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.code == .connectionLost)
            try await expect("replica-1", of: cluster, toBecome: .up)
            try await servers.start("primary")
            try await expect("primary", of: cluster, toBecome: .up)
        }
    }

    @Test("and applies the log late on purpose, so that it cannot catch up, is held no longer than the limit")
    func appliesLate() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1]) {
            $0.probing.readmissionHold = .seconds(3)
        } _: { cluster async throws in
            try await holdBack(cluster, servers)
            try await servers.restart("replica-1")
            let isHeld = try await eventually { cluster.state(of: "replica-1") == .catchingUp }
            #expect(isHeld)
            #expect(try await cluster.servingNode() == "primary")
            let explanation = cluster.decide(RoutingRequest(intent: .read), explains: true).explanation
            #expect(explanation?.rejected.contains { "\($0.reason)".hasPrefix("is catching up") } == true)
            try await expect("replica-1", of: cluster, toBecome: .up)
            let servesAgain = try await eventually { try await cluster.servingNode() == "replica-1" }
            #expect(servesAgain)
            try await servers.setApplyDelay(.zero, of: "replica-1")
        }
    }

    @Test("serves what no other node may while it is held")
    func lastResort() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster(weights: [0, 1], fallback: .fail) {
            $0.probing.readmissionHold = .seconds(3600)
        } _: { cluster async throws in
            try await holdBack(cluster, servers)
            try await servers.restart("replica-1")
            let isHeld = try await eventually { cluster.state(of: "replica-1") == .catchingUp }
            #expect(isHeld)
            #expect(try await cluster.servingNodes(reads: 20) == ["replica-1": 20])
            #expect(cluster.state(of: "replica-1") == .catchingUp)
            try await servers.setApplyDelay(.zero, of: "replica-1")
            try await expect("replica-1", of: cluster, toBecome: .up)
        }
    }

    @Test("is missed at once, long before its next probe, when it goes while nobody reads")
    func missedWhileIdle() async throws {
        let servers = try ClusterTrait.cluster
        try await withCluster {
            $0.probing.interval = .seconds(600)
        } _: { cluster async throws in
            let isWatched = try await eventually { cluster.topology.status(of: "replica-1")?.observedRole == .replica }
            #expect(isWatched)
            try await servers.kill("replica-1")
            try await expect("replica-1", of: cluster, toBecome: .down)
            try await servers.start("replica-1")
            try await expect("replica-1", of: cluster, toBecome: .up)
        }
    }
}

/// Which versions the readers of each node have seen.
private final class Sightings: Sendable {
    private struct State {
        var latest: [String: Int] = [:]
        var wentBack: [String] = []
        var reasons: Set<String> = []
    }

    private let state = Mutex(State())

    var wentBack: [String] { state.withLock { $0.wentBack } }
    var reasons: Set<String> { state.withLock { $0.reasons } }
    func latest(_ node: String) -> Int { state.withLock { $0.latest[node] ?? 0 } }

    func note(_ status: NodeStatus?) {
        guard let status, status.state == .catchingUp, let reason = status.reason else { return }
        state.withLock { _ = $0.reasons.insert(reason) }
    }

    /// A read that begins after another one has ended must not see less through the same node.
    func read(from cluster: PGCluster) async throws {
        let before = state.withLock { $0.latest }
        let (node, version) = try await cluster.read { connection in
            (connection.server, try await connection.query("SELECT version FROM progress", as: Int.self).first ?? 0)
        }
        state.withLock { state in
            let floor = before[node] ?? 0
            if version < floor, state.wentBack.count < 5 {
                state.wentBack.append("\(node): \(version) after \(floor)")
            }
            state.latest[node] = max(state.latest[node] ?? 0, version)
        }
    }
}

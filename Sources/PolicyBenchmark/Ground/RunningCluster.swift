// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting

/// A cluster that is warm and runs while it is measured.
enum RunningCluster {
    /// Opens the connections, runs the cluster, waits until every node is up and has caught up, and ends the cluster after
    /// `body`.
    static func with<Answer: Sendable>(
        _ cluster: PGCluster,
        clients: Int,
        _ body: (PGCluster) async throws -> Answer
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Void.self) { background in
            // Before the probes begin, which would find the servers slow.
            await muster(cluster, clients: clients)
            background.addTask { try await cluster.run() }
            let result: Result<Answer, any Error>
            do {
                try await CatchUp(cluster: cluster).wait(within: .seconds(30))
                result = .success(try await body(cluster))
            } catch {
                result = .failure(error)
            }
            background.cancelAll()
            while await background.nextResult() != nil {}
            return try result.get()
        }
    }

    /// Opens every connection, so that no round pays for that. One that cannot be opened now is opened when it is needed.
    private static func muster(_ cluster: PGCluster, clients: Int) async {
        await withDiscardingTaskGroup { group in
            for node in cluster.topology.nodes {
                for _ in 0..<clients {
                    group.addTask { try? await cluster.read(from: .node(node.id)) { _ = try await $0.query(pause) } }
                }
            }
            for _ in 0..<PolicyGround.writeConnections {
                group.addTask { try? await cluster.write { _ = try await $0.query(pause) } }
            }
        }
    }

    /// The same for the connections of one pool.
    static func muster(_ pool: PGPool, connections: Int) async {
        await withDiscardingTaskGroup { group in
            for _ in 0..<connections {
                group.addTask { try? await pool.withConnection { _ = try await $0.query(pause) } }
            }
        }
    }

    /// Long enough for each task to need a connection of its own.
    private static let pause: PGQuery = "SELECT pg_sleep(0.02)"
}

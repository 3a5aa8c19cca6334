// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting

/// Waits until every node of a cluster is up and every replica has replayed what the primary has written.
struct CatchUp {
    let cluster: PGCluster

    func wait(within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        var written: String?
        try await poll(until: deadline, "The primary does not answer") {
            written = try await cluster.read(from: .primary) {
                try await $0.query("SELECT pg_current_wal_lsn()::text", as: String.self).first
            }
            return written != nil
        }
        guard let written else { return }
        for node in cluster.topology.nodes where node.role == .replica {
            let question: PGQuery = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), \(written)::pg_lsn) >= 0"
            try await poll(until: deadline, "\(node.id) does not catch up with the primary") {
                guard cluster.topology.status(of: node.id)?.state == .up else { return false }
                return try await cluster.read(from: .node(node.id)) {
                    try await $0.query(question, as: Bool?.self).first == true
                }
            }
        }
    }

    /// - Throws: A failure of the last try, when the time is up.
    private func poll(
        until deadline: ContinuousClock.Instant,
        _ complaint: String,
        _ isDone: () async throws -> Bool
    ) async throws {
        while true {
            var reason = ""
            do {
                if try await isDone() { return }
            } catch {
                // A node that was away has not come back yet.
                reason = ": \(error)"
            }
            try Task.checkCancellation()
            guard ContinuousClock.now < deadline else { throw PolicyBenchmarkError(.cluster, complaint + reason + ".") }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import PGRouting
import ReplicaRouting

/// Looks every few milliseconds whether the cluster has a node in its rotation, and remembers when that changed.
struct NodeWatch {
    let cluster: PGCluster
    let node: NodeID

    struct Change: Sendable {
        let at: ContinuousClock.Instant
        let isUp: Bool
    }

    /// - Returns: The changes until the task is cancelled.
    func run() async -> [Change] {
        var changes: [Change] = []
        var wasUp = true
        while !Task.isCancelled {
            let isUp = cluster.topology.status(of: node)?.state == .up
            if isUp != wasUp { changes.append(Change(at: .now, isUp: isUp)) }
            wasUp = isUp
            try? await Task.sleep(for: .milliseconds(2))
        }
        return changes
    }
}

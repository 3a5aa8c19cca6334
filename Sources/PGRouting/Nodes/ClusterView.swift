// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// The nodes of a cluster at one moment and what is known about them: one immutable object, so that a read takes all of it
/// with one retain, and a decision's position is the position of the node it was made for.
final class ClusterView: Sendable {
    let topology: Topology
    /// In the order of the topology's nodes.
    let nodes: [NodeRuntime]

    init(_ topology: Topology, _ nodes: [NodeRuntime]) {
        self.topology = topology
        self.nodes = nodes
    }
}

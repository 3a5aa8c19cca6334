// SPDX-License-Identifier: Apache-2.0

internal import PGClient
internal import ReplicaRouting

/// One read from its first decision to its end: what it asks for, and what has failed so far.
@usableFromInline
struct ReadPlan: Sendable {
    var request: RoutingRequest
    /// The nodes as they were when the current node was chosen.
    var view: ClusterView
    /// The number of the read, for routers that take turns. One for all of its attempts.
    let ticket: UInt64
    /// When the current attempt began.
    var start: RoutingInstant
    /// Why nodes that were tried could not serve it.
    var failures: [PGError] = []
    /// Until when it waits for a node that may serve it.
    var patience: RoutingInstant?
    var trace = ReadTrace.none
}

/// A node that was chosen for a read, with a request counted as under way on it.
@usableFromInline
struct ReadChoice: Sendable {
    let position: Int
    let view: ClusterView
    let start: RoutingInstant
    /// Whether it takes from the budget for reads that go to the primary for want of a replica.
    let spills: Bool

    var node: NodeRuntime { view.nodes[position] }
    var load: NodeLoad { view.topology.load(at: position) }
}

/// A choice with a connection to the node.
@usableFromInline
struct ReadAttempt: Sendable {
    let choice: ReadChoice
    @usableFromInline let connection: PGConnection
}

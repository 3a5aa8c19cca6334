// SPDX-License-Identifier: Apache-2.0

/// Chooses the node for a request.
///
/// Most routers are made of filters and a selector: see ``ComposedRouter``, and ``NodeFilter`` and ``NodeSelector`` for
/// parts of your own. To do something else altogether, write the one method that has no default.
///
/// For example, a router that reads from the first node that may serve a read:
///
/// ```swift
/// struct FirstNodeRouter: Router {
///     func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
///         guard request.intent == .read else {
///             return WeightedPrimaryReplicaRouter().decide(request, in: topology, context: &context)
///         }
///         var rejected: [Rejection] = []
///         for (position, node) in topology.nodes.enumerated() {
///             guard let reason = topology.rejectionOfRead(at: position, excluding: request.excluded) else {
///                 return Decision(choosing: position, in: topology, cause: "firstNode")
///             }
///             rejected.append(Rejection(node: node.id, reason: reason))
///         }
///         return Decision(failing: .noEligibleNode(for: .read, rejected: rejected))
///     }
/// }
/// ```
public protocol Router: Sendable {
    /// Chooses a node for a request, or says why none will do.
    ///
    /// A router is a pure function: it does no I/O, reads no clock and no task-local value, and takes time and
    /// random numbers from the context only. The same arguments give the same decision, whether or not the context
    /// asks for an explanation.
    func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision

    /// Whether objects that were read from these two nodes may be related to each other, for adapters of object-relational
    /// mappers; nil where the router has no opinion.
    ///
    /// Default: true where both are nodes of the topology, which hold the same data; nil otherwise.
    func allowsRelation(between first: NodeID, and second: NodeID, in topology: Topology) -> Bool?

    /// Whether a schema may be migrated on a node; nil where the router has no opinion.
    ///
    /// Default: true on a primary, false on a replica, which gets it by replication; nil for a node that the topology
    /// does not have.
    func allowsMigration(on node: NodeID, in topology: Topology) -> Bool?
}

extension Router {
    /// True where both are nodes of the topology, nil otherwise.
    public func allowsRelation(between first: NodeID, and second: NodeID, in topology: Topology) -> Bool? {
        topology.position(of: first) != nil && topology.position(of: second) != nil ? true : nil
    }

    /// True on a primary, false on a replica, nil for a node that the topology does not have.
    public func allowsMigration(on node: NodeID, in topology: Topology) -> Bool? {
        topology.position(of: node).map { topology.nodes[$0].role == .primary }
    }
}

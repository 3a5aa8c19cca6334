// SPDX-License-Identifier: Apache-2.0

/// Chooses the node for a request. To create your own router, write its one method.
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
}

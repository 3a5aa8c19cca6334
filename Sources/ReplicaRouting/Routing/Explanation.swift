// SPDX-License-Identifier: Apache-2.0

/// Why a decision is what it is: every node of the topology, either eligible or rejected with the reason.
public struct Explanation: Sendable, Hashable {
    /// The nodes the choice was made among, in the order of the topology. The chosen node is one of them.
    public var eligible: [NodeID]

    /// The nodes that could not be chosen, in the order of the topology.
    public var rejected: [Rejection]

    /// Makes an explanation.
    public init(eligible: [NodeID] = [], rejected: [Rejection] = []) {
        self.eligible = eligible
        self.rejected = rejected
    }
}

/// One node that could not be chosen, and why.
public struct Rejection: Sendable, Hashable, CustomStringConvertible {
    /// The node.
    public var node: NodeID

    /// Why it could not be chosen.
    public var reason: RejectionReason

    /// The filter that said so: the first that did.
    public var filter: FilterName

    /// Makes a rejection.
    ///
    /// - Parameter filter: Nil, the default: the filter of this library that gives the reason.
    public init(node: NodeID, reason: RejectionReason, filter: FilterName? = nil) {
        self.node = node
        self.reason = reason
        self.filter = filter ?? reason.filter
    }

    /// The node and the reason: "replica-1 is down (connection refused)".
    public var description: String { "\(node) \(reason)" }
}

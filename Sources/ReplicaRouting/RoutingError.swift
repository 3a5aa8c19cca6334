// SPDX-License-Identifier: Apache-2.0

/// The one error of this module: what is wrong with a topology, a request or a setting.
///
/// Switch over ``code``; show ``message``, which is one sentence that says what is wrong and what is valid.
public struct RoutingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is. New codes may be added, so a `switch` over it needs a `default`.
    public let code: Code

    /// One sentence for people: what is wrong, and what would be valid.
    public let message: String

    /// The node the error is about, where it is about one node.
    public let node: NodeID?

    /// Makes an error. Routers of your own return it in a ``Decision``.
    public init(code: Code, message: String, node: NodeID? = nil) {
        self.code = code
        self.message = message
        self.node = node
    }

    /// The code and the message, for logs.
    public var description: String { "\(code): \(message)" }
}

extension RoutingError {
    /// The kinds of ``RoutingError``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, such as `noEligibleNode`. It is stable: fit for logs and metrics.
        public let name: String

        private init(_ name: String) {
            self.name = name
        }

        /// The name of the code.
        public var description: String { name }

        /// A node of the topology has no name.
        public static var invalidTopology: Code { Code("invalidTopology") }

        /// Two nodes of the topology have the same name.
        public static var duplicateNode: Code { Code("duplicateNode") }

        /// A weight is negative or not finite, or no node has a weight above 0.
        public static var invalidWeight: Code { Code("invalidWeight") }

        /// The topology has no nodes.
        public static var emptyTopology: Code { Code("emptyTopology") }

        /// More than one node of the topology is a primary, and the topology or the router allows one.
        public static var severalPrimaries: Code { Code("severalPrimaries") }

        /// A replica index is neither one of the topology's replicas nor one of nil, 0 and -1.
        public static var replicaIndexOutOfRange: Code { Code("replicaIndexOutOfRange") }

        /// Every node is rejected. The message lists each with its reason.
        public static var noEligibleNode: Code { Code("noEligibleNode") }

        /// The primary is needed, and the topology has none.
        public static var noPrimary: Code { Code("noPrimary") }

        /// Reads that would spill to the primary are beyond the ``SpillBudget``.
        public static var spillBudgetSpent: Code { Code("spillBudgetSpent") }

        /// A selector picked a position that is no candidate.
        public static var notACandidate: Code { Code("notACandidate") }

        /// A setting of a ``SpillBudget`` is outside its range.
        public static var invalidBudget: Code { Code("invalidBudget") }

        /// A replica index is not a whole number, or none of those that are valid.
        public static var invalidReplicaIndex: Code { Code("invalidReplicaIndex") }

        /// A setting of a ``PinPolicy`` is outside its range, or a cluster name cannot be in a marker.
        public static var invalidPinPolicy: Code { Code("invalidPinPolicy") }

        /// A node is named, or chosen by a router, that the topology does not have.
        public static var unknownNode: Code { Code("unknownNode") }

        /// A setting of a ``Backoff`` is outside its range.
        public static var invalidBackoff: Code { Code("invalidBackoff") }
    }
}

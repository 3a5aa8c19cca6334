// SPDX-License-Identifier: Apache-2.0

extension RoutingError {
    /// That no node will do, listing each with its reason: "no node may serve this read: replica-1 is down
    /// (connection refused); primary was already tried".
    ///
    /// - Parameters:
    ///   - intent: What the node was wanted for.
    ///   - rejected: All nodes, each with its reason.
    ///   - node: The node that was asked for, where it was one.
    /// - Returns: An error of the code ``Code/noEligibleNode``.
    public static func noEligibleNode(
        for intent: Intent,
        rejected: [Rejection],
        node: NodeID? = nil
    ) -> RoutingError {
        let opening =
            switch intent {
            case .read: "no node may serve this read: "
            case .write: "no node may take this write: "
            }
        return RoutingError(
            code: .noEligibleNode,
            message: opening + rejected.map(\.description).joined(separator: "; "),
            node: node,
        )
    }

    /// That the primary is needed and there is none, or there are several.
    static func noPrimary(for intent: Intent, in topology: Topology) -> RoutingError {
        let need =
            switch intent {
            case .read: "this read asks for the primary"
            case .write: "a write needs the primary"
            }
        let primaries = topology.nodes.filter { $0.role == .primary }
        guard primaries.isEmpty else {
            let names = primaries.map(\.id.rawValue).joined(separator: ", ")
            return RoutingError(
                code: .severalPrimaries,
                message: "\(need), and the topology has several (\(names)): this router works with one",
            )
        }
        return RoutingError(
            code: .noPrimary,
            message: "\(need), and the topology has none: its nodes are all replicas (\(names(in: topology)))",
        )
    }

    package static var spillBudgetSpent: RoutingError {
        RoutingError(
            code: .spillBudgetSpent,
            message: "no replica may serve this read, and the primary has taken over as many reads as it may",
        )
    }

    static func replicaIndexOutOfRange(_ index: Int, in topology: Topology) -> RoutingError {
        let valid =
            switch topology.replicaPositions.count {
            case 0: "the topology has no replicas"
            case 1: "valid is 1"
            case let count: "valid are 1 to \(count)"
            }
        return RoutingError(
            code: .replicaIndexOutOfRange,
            message: "replica index \(index) is out of range: \(valid); "
                + "nil, 0 and -1 choose no particular replica",
        )
    }

    static func unknownNode(_ id: NodeID, in topology: Topology) -> RoutingError {
        let count = topology.nodes.count
        return RoutingError(
            code: .unknownNode,
            message: "there is no node called \(id.rawValue.isEmpty ? "\"\"" : id.rawValue): "
                + "valid \(count == 1 ? "is" : "are") \(names(in: topology))",
            node: id,
        )
    }

    private static func names(in topology: Topology) -> String {
        topology.nodes.map(\.id.rawValue).joined(separator: ", ")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a ``Router`` decided: a node and what led to it, or why there is none.
public struct Decision: Sendable {
    private enum Outcome {
        case chosen(Node, position: Int)
        case failed(RoutingError)
    }

    private let outcome: Outcome

    /// What led to the choice; ``Cause/failed`` when nothing was chosen.
    public let cause: Cause

    /// Every node and why it was or was not eligible. It is there only when the context asked for it.
    public let explanation: Explanation?

    /// A decision for the node at a position of the topology.
    ///
    /// A position that the topology does not have makes it a failure (``RoutingError/Code/unknownNode``).
    public init(choosing position: Int, in topology: Topology, cause: Cause, explanation: Explanation? = nil) {
        self.explanation = explanation
        let count = topology.snapshot.layout.nodes.count
        guard position >= 0, position < count else {
            outcome = .failed(
                RoutingError(
                    code: .unknownNode,
                    message: "the router chose position \(position): valid are 0 to \(count - 1)",
                )
            )
            self.cause = .failed
            return
        }
        outcome = .chosen(topology.snapshot.layout.nodes[position], position: position)
        self.cause = cause
    }

    /// A decision that no node will do.
    public init(failing error: RoutingError, explanation: Explanation? = nil) {
        outcome = .failed(error)
        cause = .failed
        self.explanation = explanation
    }

    /// The chosen node, nil when there is none.
    public var chosen: Node? {
        guard case .chosen(let node, _) = outcome else { return nil }
        return node
    }

    /// The position of the chosen node in the topology, nil when there is none.
    public var position: Int? {
        guard case .chosen(_, let position) = outcome else { return nil }
        return position
    }

    /// Why nothing was chosen, nil when something was.
    public var failure: RoutingError? {
        guard case .failed(let error) = outcome else { return nil }
        return error
    }

    /// The chosen node.
    ///
    /// - Throws: ``failure`` when nothing was chosen.
    public func get() throws(RoutingError) -> Node {
        switch outcome {
        case .chosen(let node, _): return node
        case .failed(let error): throw error
        }
    }
}

extension Decision: CustomStringConvertible {
    /// The node and the cause, or the failure.
    public var description: String {
        switch outcome {
        case .chosen(let node, _): "\(node.id) (\(cause))"
        case .failed(let error): error.description
        }
    }
}

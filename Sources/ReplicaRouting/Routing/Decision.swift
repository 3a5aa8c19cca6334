// SPDX-License-Identifier: Apache-2.0

/// What a ``Router`` decided: a node and what led to it, or why there is none.
public struct Decision: Sendable {
    private enum Outcome {
        case chosen(Node, position: Int)
        case failed
    }

    /// What most decisions have not, apart so that they stay small.
    private final class Details: Sendable {
        let failure: RoutingError?
        let remedy: SpillBudget.Remedy?
        let explanation: Explanation?

        init(failure: RoutingError? = nil, remedy: SpillBudget.Remedy? = nil, explanation: Explanation?) {
            self.failure = failure
            self.remedy = remedy
            self.explanation = explanation
        }
    }

    private let outcome: Outcome
    private let details: Details?

    /// What led to the choice; ``Cause/failed`` when nothing was chosen.
    public let cause: Cause

    /// What is to be done about a failure: there when the primary could have served the read and the ``SpillBudget`` had
    /// no room for it.
    public var remedy: SpillBudget.Remedy? { details?.remedy }

    /// Every node and why it was or was not eligible. It is there only when the context asked for it.
    public var explanation: Explanation? { details?.explanation }

    /// A decision for the node at a position of the topology.
    ///
    /// A position that the topology does not have makes it a failure (``RoutingError/Code/unknownNode``).
    public init(choosing position: Int, in topology: Topology, cause: Cause, explanation: Explanation? = nil) {
        let count = topology.snapshot.frozen.pointee.nodes.count
        guard position >= 0, position < count else {
            let error = RoutingError(
                code: .unknownNode,
                message: "the router chose position \(position): valid are 0 to \(count - 1)",
            )
            outcome = .failed
            self.cause = .failed
            details = Details(failure: error, explanation: explanation)
            return
        }
        outcome = .chosen(topology.snapshot.frozen.pointee.nodes[position], position: position)
        self.cause = cause
        details = explanation.map { Details(explanation: $0) }
    }

    /// A decision for a node.
    @inline(__always)
    init(_ node: Node, position: Int, cause: Cause) {
        outcome = .chosen(node, position: position)
        self.cause = cause
        details = nil
    }

    /// A decision that no node will do.
    public init(failing error: RoutingError, remedy: SpillBudget.Remedy? = nil, explanation: Explanation? = nil) {
        outcome = .failed
        cause = .failed
        details = Details(failure: error, remedy: remedy, explanation: explanation)
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
    public var failure: RoutingError? { details?.failure }

    /// The chosen node.
    ///
    /// - Throws: ``failure`` when nothing was chosen.
    public func get() throws(RoutingError) -> Node {
        if case .chosen(let node, _) = outcome { return node }
        throw failure ?? RoutingError(code: .noEligibleNode, message: "no node was chosen")
    }
}

extension Decision: CustomStringConvertible {
    /// The node and the cause, or the failure.
    public var description: String {
        if case .chosen(let node, _) = outcome { return "\(node.id) (\(cause))" }
        return failure?.description ?? "\(cause)"
    }
}

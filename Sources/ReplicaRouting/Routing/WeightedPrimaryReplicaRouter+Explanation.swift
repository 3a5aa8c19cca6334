// SPDX-License-Identifier: Apache-2.0

extension WeightedPrimaryReplicaRouter {
    /// Puts a selection into words: the explanation, the failure, or both. It may allocate; it draws nothing.
    @inline(never)
    func report(
        _ selection: Selection,
        of request: RoutingRequest,
        in topology: Topology,
        explains: Bool
    ) -> Decision {
        let verdicts = explain(selection, of: request, in: topology)
        let explanation = explains ? verdicts : nil
        switch selection {
        case .chosen(let position, let cause):
            return Decision(choosing: position, in: topology, cause: cause, explanation: explanation)
        case .noCandidate(let requested):
            let error = RoutingError.noEligibleNode(
                for: request.intent,
                rejected: verdicts.rejected,
                node: requested.map { topology.nodes[$0].id },
            )
            return Decision(failing: error, explanation: explanation)
        case .noPrimary:
            return Decision(failing: .noPrimary(for: request.intent, in: topology), explanation: explanation)
        case .replicaIndexOutOfRange(let index):
            return Decision(failing: .replicaIndexOutOfRange(index, in: topology), explanation: explanation)
        case .unknownNode(let id):
            return Decision(failing: .unknownNode(id, in: topology), explanation: explanation)
        }
    }

    private func explain(_ selection: Selection, of request: RoutingRequest, in topology: Topology) -> Explanation {
        var explanation = Explanation(eligible: [], rejected: [])
        for (position, node) in topology.nodes.enumerated() {
            if let reason = rejection(at: position, selection, of: request, in: topology) {
                explanation.rejected.append(Rejection(node: node.id, reason: reason))
            } else {
                explanation.eligible.append(node.id)
            }
        }
        return explanation
    }

    private func rejection(
        at position: Int,
        _ selection: Selection,
        of request: RoutingRequest,
        in topology: Topology
    ) -> RejectionReason? {
        let isPrimary = position == topology.primaryPosition
        if request.intent == .write {
            return isPrimary ? topology.rejectionAsPrimary(at: position, excluding: request.excluded) : .notPrimary
        }
        switch request.target {
        case .any, .replica(index: nil), .replica(index: 0), .replica(index: -1):
            return topology.rejectionOfRead(at: position, excluding: request.excluded)
                ?? rejectionByWeight(at: position, selection, in: topology)
        case .primary:
            return isPrimary ? topology.rejectionAsPrimary(at: position, excluding: request.excluded) : .notRequested
        case .replica(index: let index?):
            let replicas = topology.replicaPositions
            let requested = index >= 1 && index <= replicas.count ? replicas[index - 1] : nil
            return rejection(at: position, requesting: requested, selection, of: request, in: topology)
        case .node(let id):
            let requested = topology.position(of: id)
            return rejection(at: position, requesting: requested, selection, of: request, in: topology)
        }
    }

    /// Why a node that may serve a read was not a candidate because of its weight, nil when it was one.
    private func rejectionByWeight(
        at position: Int,
        _ selection: Selection,
        in topology: Topology
    ) -> RejectionReason? {
        guard topology.nodes[position].weight == 0 else { return nil }
        switch (position == topology.primaryPosition, selection) {
        case (true, .chosen(_, .fallbackToPrimary)), (false, .chosen(_, .weightless)): return nil
        case (true, _): return fallback == .primary ? .primaryOnlyAsFallback : .zeroWeight
        case (false, _): return .zeroWeight
        }
    }

    /// Why a node could not serve a read that asked for one node, nil when it could.
    private func rejection(
        at position: Int,
        requesting requested: Int?,
        _ selection: Selection,
        of request: RoutingRequest,
        in topology: Topology
    ) -> RejectionReason? {
        guard let requested else { return .notRequested }
        let reason = topology.rejectionOfRead(at: position, excluding: request.excluded)
        if position == requested { return reason }
        guard position == topology.primaryPosition, fallback == .primary else { return .notRequested }
        if case .chosen(position, .fallbackToPrimary) = selection { return reason }
        return reason ?? .primaryOnlyAsFallback
    }
}

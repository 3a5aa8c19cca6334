// SPDX-License-Identifier: Apache-2.0

extension ComposedRouter {
    /// Puts a result into words: the explanation, the failure, or both. It may allocate; it draws nothing.
    @inline(never)
    func report(
        _ result: Result,
        _ plan: RoutingPlan?,
        _ request: RoutingRequest,
        _ topology: Topology,
        _ context: RoutingContext
    ) -> Decision {
        let verdicts = explain(result, plan, request, topology, context)
        let explanation = context.explains ? verdicts : nil
        switch result {
        case .chosen(let position, let step):
            let cause = plan.map { self.cause(of: step, $0, request) } ?? .failed
            return Decision(choosing: position, in: topology, cause: cause, explanation: explanation)
        case .lastResort(let position, _):
            return Decision(choosing: position, in: topology, cause: .lastResort, explanation: explanation)
        case .refused(let error):
            return Decision(failing: error, explanation: explanation)
        case .noSinglePrimary:
            return Decision(failing: .noPrimary(for: request.intent, in: topology), explanation: explanation)
        case .notACandidate(let position):
            let error = RoutingError(
                code: .notACandidate,
                message: "the selector \(selector.cause) picked position \(position), which is no candidate",
            )
            return Decision(failing: error, explanation: explanation)
        case .spillBudgetSpent(let remedy) where remedy != .fail:
            return Decision(failing: .spillBudgetSpent, remedy: remedy, explanation: explanation)
        case .noCandidate, .spillBudgetSpent:
            let error = RoutingError.noEligibleNode(
                for: request.intent,
                rejected: verdicts.rejected,
                node: plan.flatMap { requestedNode(of: $0, topology) },
            )
            var remedy: SpillBudget.Remedy?
            if case .spillBudgetSpent(let other) = result { remedy = other }
            return Decision(failing: error, remedy: remedy, explanation: explanation)
        }
    }

    private func requestedNode(of plan: RoutingPlan, _ topology: Topology) -> NodeID? {
        switch plan.first {
        case .primary where plan.second == nil: topology.primaryPosition.map { topology.nodes[$0].id }
        case .node(let position, _): topology.nodes[position].id
        case .primary, .choice, .spill: nil
        }
    }

    private func explain(
        _ result: Result,
        _ plan: RoutingPlan?,
        _ request: RoutingRequest,
        _ topology: Topology,
        _ context: RoutingContext
    ) -> Explanation {
        let nodes = topology.nodes
        var verdicts = Verdicts(nodes.map { outsideReason($0, plan, request) })
        var last = 2
        if case .chosen(_, let step) = result { last = step }
        for index in 0...last {
            guard let step = plan?[index] else { break }
            let isLast = index == last
            switch step {
            case .choice(let pool):
                verdicts.take(candidates(of: pool, request, topology, context), decides: isLast)
            case .node(let position, _):
                verdicts.take(candidates(of: nil, single: position, request, topology, context), decides: isLast)
            case .primary:
                verdicts.take(candidates(of: .primaries, request, topology, context), decides: isLast)
            case .spill:
                explainSpill(result, request, topology, context, &verdicts)
            }
        }
        if case .lastResort(let position, let step) = result {
            explainLastResort(position, plan?[step], request, topology, context, &verdicts)
        }
        return verdicts.explanation(nodes)
    }

    /// Of the nodes that are catching up, those that the step could have chosen were eligible.
    private func explainLastResort(
        _ chosen: Int,
        _ step: RoutingPlan.Step?,
        _ request: RoutingRequest,
        _ topology: Topology,
        _ context: RoutingContext,
        _ verdicts: inout Verdicts
    ) {
        guard case .choice(let pool)? = step, let opened = topology.openingThoseCatchingUp else {
            verdicts.clear(chosen)
            return
        }
        withExtendedLifetime(opened) {
            verdicts.take(candidates(of: pool, request, opened, context), decides: true)
        }
    }

    private func explainSpill(
        _ result: Result,
        _ request: RoutingRequest,
        _ topology: Topology,
        _ context: RoutingContext,
        _ verdicts: inout Verdicts
    ) {
        if case .chosen(let position, _) = result {
            verdicts.clear(position)
            return
        }
        for position in topology.snapshot.frozen.pointee.primaries {
            let rejection = standIn(position, request, topology, context).rejection(at: position)
            verdicts.reject(position, rejection?.reason ?? .spillBudgetSpent, rejection?.filter)
        }
    }

    /// Why a node is not among those that a step of the plan looks at.
    private func outsideReason(_ node: Node, _ plan: RoutingPlan?, _ request: RoutingRequest) -> RejectionReason {
        guard let plan else { return .notRequested }
        switch plan.first {
        case .primary(.write):
            return node.role == .primary ? .zeroWeight : .notPrimary
        case .primary(.pinned), .primary(.active):
            return .pinnedToPrimary
        case .primary(.preference):
            return .notPreferred(request.preference ?? policy.preference ?? .primary)
        case .primary:
            return .notRequested
        case .node:
            return node.role == .primary && plan.second != nil ? .primaryOnlyAsFallback : .notRequested
        case .choice(.weightedReplicas) where node.role == .primary:
            return plan.third == nil ? .notPreferred(.replica) : .primaryOnlyAsFallback
        case .choice:
            return node.role == .primary && plan.third != nil ? .primaryOnlyAsFallback : .zeroWeight
        case .spill:
            return .notRequested
        }
    }
}

/// What is found out about each node of a topology, step by step: the latest verdict counts.
private struct Verdicts {
    private var reasons: [(reason: RejectionReason, filter: FilterName?)?]

    init(_ reasons: [RejectionReason]) {
        self.reasons = reasons.map { ($0, nil) }
    }

    /// Judges the nodes of a step.
    ///
    /// - Parameter decides: Whether it is the step that the choice was made in, so that its candidates were eligible.
    mutating func take(_ candidates: consuming Candidates, decides: Bool) {
        for position in candidates.positions {
            let rejection = candidates.rejection(at: position)
            reasons[position] = rejection ?? (decides ? nil : (.notSelected, nil))
        }
    }

    mutating func reject(_ position: Int, _ reason: RejectionReason, _ filter: FilterName?) {
        reasons[position] = (reason, filter)
    }

    mutating func clear(_ position: Int) { reasons[position] = nil }

    func explanation(_ nodes: [Node]) -> Explanation {
        var explanation = Explanation()
        for (node, rejection) in zip(nodes, reasons) {
            if let (reason, filter) = rejection {
                explanation.rejected.append(Rejection(node: node.id, reason: reason, filter: filter))
            } else {
                explanation.eligible.append(node.id)
            }
        }
        return explanation
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A router made of filters and a selector: filters leave the candidates, the selector picks one of them.
///
/// ```swift
/// let router = ComposedRouter(
///     filters: [.each(NoBackupFilter())] + .standard,
///     selector: PowerOfTwoChoicesSelector(),
///     policy: RoutingPolicy(fallback: .fail)
/// )
/// ```
///
/// What every router does, in this order:
///
/// - A write goes to the primary. It fails when that is not up or was seen as a replica, or when there is none.
/// - A read that is pinned (``RoutingRequest/isPinned``), asks for the primary, or is ``ReadWorkload/active`` goes to the
///   primary or fails. A primary that was seen as a replica will not do: it may be behind, and these ask for the latest.
/// - A read for a replica index or a named node goes to that node if it may serve it, whatever its weight.
/// - Any other read goes to a candidate of the roles it prefers (``ReadPreference``); where nobody prefers any, to one of
///   the nodes with weight. A node of weight 0 is a candidate only when none with weight is left; a primary of weight 0
///   then serves only as the fallback.
/// - When nothing of that is eligible, ``RoutingPolicy/fallback`` says whether the primary stands in.
/// - When that will not do either, a read that has a choice goes to a node that would have been eligible, were it not
///   still catching up (``NodeState/catchingUp``): older data than it had shown before are better than none.
///
/// A decision allocates nothing unless it fails, explains itself, comes to the last resort, or few of more than 64
/// nodes are eligible.
public struct ComposedRouter<Selector: NodeSelector>: Router {
    /// In one object, so that a decision need not copy it.
    private final class Parts: Sendable {
        let filters: FilterChain
        let selector: Selector
        let policy: RoutingPolicy
        let spreadsWrites: Bool
        let unmanagedFilters: Unmanaged<FilterChain.Storage>
        private let preference: ReadPreference?

        init(_ filters: FilterChain, _ selector: Selector, _ policy: RoutingPolicy, _ spreadsWrites: Bool) {
            self.filters = filters
            unmanagedFilters = Unmanaged.passUnretained(filters.storage)
            preference = policy.preference
            self.selector = selector
            self.policy = policy
            self.spreadsWrites = spreadsWrites
        }

        /// Whether a read may concern a filter.
        @inline(__always)
        func mayConcern(_ request: RoutingRequest) -> Bool {
            filters.isConcerned(by: request.concerns(request.preference ?? preference))
        }
    }

    private let parts: Parts

    /// Makes a router.
    ///
    /// - Parameters:
    ///   - filters: What leaves the candidates of a read.
    ///   - selector: What picks one of the candidates.
    ///   - policy: What else is done with a request.
    ///   - spreadsWrites: Whether a write goes to whichever primary the selector picks, in a topology that has several.
    ///     Where it does not, such a write fails (``RoutingError/Code/severalPrimaries``).
    public init(
        filters: FilterChain = .standard,
        selector: Selector,
        policy: RoutingPolicy = RoutingPolicy(),
        spreadsWrites: Bool = false
    ) {
        parts = Parts(filters, selector, policy, spreadsWrites)
    }

    /// What leaves the candidates of a read.
    public var filters: FilterChain { parts.filters }

    /// What picks one of the candidates.
    public var selector: Selector { parts.selector }

    /// What else is done with a request.
    public var policy: RoutingPolicy { parts.policy }

    /// Whether writes are spread over several primaries.
    public var spreadsWrites: Bool { parts.spreadsWrites }

    /// Chooses a node for a request, or says why none will do.
    @inline(__always)
    public func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        let plan: RoutingPlan
        if request.intent == .write {
            plan = RoutingPlan(.primary(.write))
        } else {
            do throws(RoutingPlan.Refusal) {
                plan = try RoutingPlan(read: request, in: topology, policy: parts.policy)
            } catch {
                return report(.refused(error.error(in: topology)), nil, request, topology, context)
            }
        }
        // The choice is made before and apart from its explanation, which therefore cannot change it.
        let result = choose(by: plan, request, topology, &context)
        if case .chosen(let position, let step) = result, !context.explains {
            let node = topology.snapshot.frozen.pointee.nodes[position]
            return Decision(node, position: position, cause: cause(of: step, plan, request))
        }
        return report(result, plan, request, topology, context)
    }

    /// What a decision came to before it is put into words.
    enum Result {
        /// A position, and by which step of the plan.
        case chosen(Int, Int)
        /// A position of a node that is catching up, and by which step of the plan.
        case lastResort(Int, Int)
        case noCandidate
        case noSinglePrimary
        case spillBudgetSpent(SpillBudget.Remedy)
        case notACandidate(Int)
        case refused(RoutingError)
    }

    @inline(__always)
    private func choose(
        by plan: RoutingPlan,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result {
        if case .choice(let pool) = plan.first,
            let result = choose(from: pool, step: 0, request, topology, &context)
        {
            return result
        }
        return chooseLater(by: plan, request, topology, &context)
    }

    /// What most decisions do not get to: the steps of a plan other than a choice that comes first, then the last
    /// resort.
    @inline(never)
    private func chooseLater(
        by plan: RoutingPlan,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result {
        let result = chooseAfterFirst(by: plan, request, topology, &context)
        guard case .noCandidate = result else { return result }
        return chooseLastResort(by: plan, request, topology, &context) ?? result
    }

    /// What asks for the primary asks for the latest, and so has no last resort.
    private func chooseLastResort(
        by plan: RoutingPlan,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result? {
        guard let opened = topology.openingThoseCatchingUp else { return nil }
        // Candidates do not keep their topology.
        return withExtendedLifetime(opened) {
            for index in 0..<3 {
                switch plan[index] {
                case .choice(let pool)?:
                    let result = choose(from: pool, step: index, request, opened, &context)
                    if case .chosen(let position, _)? = result { return .lastResort(position, index) }
                case .node(let position, _)?:
                    let candidates = candidates(of: nil, single: position, request, opened, context)
                    if candidates.contains(position) { return .lastResort(position, index) }
                case .primary?, .spill?, nil:
                    continue
                }
            }
            return nil
        }
    }

    /// The steps of a plan other than a choice that comes first.
    private func chooseAfterFirst(
        by plan: RoutingPlan,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result {
        for index in 0..<3 {
            switch plan[index] {
            case .choice(let pool)? where index > 0:
                guard let result = choose(from: pool, step: index, request, topology, &context) else { continue }
                return result
            case .node(let position, _):
                let candidates = candidates(of: nil, single: position, request, topology, context)
                if candidates.contains(position) { return .chosen(position, index) }
            case .primary:
                guard let result = choosePrimary(step: index, request, topology, &context) else { continue }
                return result
            case .spill:
                guard let primary = spillTarget(request, topology, context) else { continue }
                if let budget = parts.policy.spillBudget, !topology.spills.hasRoom(under: budget) {
                    return .spillBudgetSpent(budget.remedy)
                }
                return .chosen(primary, index)
            case .choice, nil:
                continue
            }
        }
        return .noCandidate
    }

    @inline(__always)
    private func choose(
        from pool: NodePool,
        step: Int,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result? {
        let candidates = candidates(of: pool, request, topology, context)
        guard let position = pick(from: candidates, request, &context) else { return nil }
        return candidates.contains(position) ? .chosen(position, step) : .notACandidate(position)
    }

    private func choosePrimary(
        step: Int,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: inout RoutingContext
    ) -> Result? {
        let position = topology.snapshot.frozen.pointee.primaryPosition
        if position >= 0 {
            let isOpen = TopologySnapshot.contains(topology.snapshot.writable, position)
            return isOpen && !request.excludes(position) ? .chosen(position, step) : nil
        }
        guard parts.spreadsWrites, !topology.snapshot.frozen.pointee.primaries.isEmpty else { return .noSinglePrimary }
        return choose(from: .primaries, step: step, request, topology, &context)
    }

    @inline(__always)
    private func pick(
        from candidates: borrowing Candidates,
        _ request: RoutingRequest,
        _ context: inout RoutingContext
    ) -> Int? {
        guard let key = request.stickyKey else {
            return parts.selector.select(from: candidates, context: &context)
        }
        return candidates.drawSticky(key)
    }

    @inline(__always)
    func cause(of index: Int, _ plan: RoutingPlan, _ request: borrowing RoutingRequest) -> Cause {
        switch plan[index] {
        case .choice(.weightless), .choice(.weightlessReplicas): .weightless
        case .choice: request.stickyKey == nil ? parts.selector.cause : .sticky
        case .node(_, let reason), .primary(let reason): reason.cause
        case .spill, nil: .fallbackToPrimary
        }
    }

    /// The primary that may stand in for replicas: one that may serve reads.
    private func spillTarget(
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: borrowing RoutingContext
    ) -> Int? {
        for position in topology.snapshot.frozen.pointee.primaries {
            if standIn(position, request, topology, context).contains(position) { return position }
        }
        return nil
    }

    /// A primary as the only candidate, in the place of replicas. It passes no filter, unless it was seen as a replica: then
    /// it may be behind, as one that is asked for by its name.
    func standIn(
        _ position: Int,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: borrowing RoutingContext
    ) -> Candidates {
        Candidates(
            pool: nil,
            single: position,
            of: topology,
            for: request,
            filters: parts.unmanagedFilters,
            isConcerned: topology.snapshot.statuses[position].observedRole == .replica && parts.mayConcern(request),
            preference: parts.policy.preference,
            now: context.now,
        )
    }

    /// The candidates of a pool, or one node as its own candidate.
    @inline(__always)
    func candidates(
        of pool: NodePool?,
        single: Int? = nil,
        _ request: RoutingRequest,
        _ topology: borrowing Topology,
        _ context: borrowing RoutingContext
    ) -> Candidates {
        Candidates(
            pool: pool,
            single: single,
            of: topology,
            for: request,
            filters: parts.unmanagedFilters,
            isConcerned: parts.mayConcern(request),
            preference: parts.policy.preference,
            now: context.now,
        )
    }
}

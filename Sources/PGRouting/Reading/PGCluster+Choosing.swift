// SPDX-License-Identifier: Apache-2.0

internal import PGClient
public import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// A read that has not been tried yet, or whose first attempt was made without a plan.
    ///
    /// - Parameter choice: Where that attempt went.
    @usableFromInline
    func plan(_ request: RoutingRequest, after choice: ReadChoice? = nil) -> ReadPlan {
        let view = choice?.view ?? view
        let start = now
        var request = request
        complete(&request, in: view, at: start)
        if choice == nil { count(in: view) }
        return ReadPlan(request: request, view: view, ticket: ticket(for: .read), start: start)
    }

    /// A read has come, which earns its share of the budget for reads that spill to the primary. Once for all of its attempts.
    func count(in view: ClusterView) {
        if let spillBudget { view.topology.spills.countRead(under: spillBudget) }
    }

    /// Adds all that the scope and the configuration add to a request.
    private func complete(_ request: inout RoutingRequest, in view: ClusterView, at start: RoutingInstant) {
        request.intent = .read
        request.applyCurrentScope(at: start)
        if let bulkReplica, request.workload == .bulk, view.topology.position(of: bulkReplica) != nil {
            request.apply(defaultForBulk: .node(bulkReplica))
        }
    }

    /// Chooses the node for the first attempt of a read, where that needs neither a wait nor a budget. Nearly all reads end with
    /// it, and are spared a plan. For the caller to count, if it takes the choice.
    ///
    /// - Returns: `nil` where it does; ``choose(_:)`` then decides anew.
    func chooseAtOnce(_ request: consuming RoutingRequest) -> ReadChoice? {
        let view = view
        let start = now
        complete(&request, in: view, at: start)
        let decision = decide(request, in: view, ticket: ticket(for: .read), at: start)
        guard let position = decision.position else { return nil }
        guard spillBudget == nil || decision.cause != .fallbackToPrimary else { return nil }
        return choice(view, position, start, spills: false)
    }

    /// Chooses the node for the next attempt. Where none may serve the read now, it waits as the spill budget says.
    ///
    /// - Throws: `RoutingError` where no node may serve it; `PGError` where those that may have failed.
    func choose(_ plan: inout ReadPlan) async throws -> ReadChoice {
        var wasRefused = false
        while true {
            var decision = decide(plan.request, in: plan.view, ticket: plan.ticket, at: plan.start)
            let spills = decision.cause == .fallbackToPrimary ? spillBudget : nil
            if let spills, !plan.view.topology.spills.admit(under: spills) {
                // Somebody else has taken the last room. The next decision sees it, if the router goes by the budget.
                guard wasRefused else {
                    wasRefused = true
                    continue
                }
                decision = Decision(failing: .spillBudgetSpent, remedy: spills.remedy)
            }
            plan.trace.decided(decision, on: plan.request, retries: plan.failures.count)
            guard let position = decision.position else {
                if case .wait(let limit)? = decision.remedy, plan.failures.isEmpty {
                    let deadline = plan.patience ?? now.advanced(by: limit)
                    plan.trace.waits(since: plan.patience)
                    plan.patience = deadline
                    if try await awaitRoom(until: deadline) {
                        renew(&plan)
                        continue
                    }
                }
                throw Self.failure(decision, after: plan.failures)
            }
            return choice(plan.view, position, plan.start, spills: spills != nil)
        }
    }

    private func choice(_ view: ClusterView, _ position: Int, _ start: RoutingInstant, spills: Bool) -> ReadChoice {
        let choice = ReadChoice(position: position, view: view, start: start, spills: spills)
        choice.load.begin()
        return choice
    }

    /// The read has been answered.
    func finish(_ choice: ReadChoice) {
        choice.load.end(.succeeded, since: choice.start, at: now)
        if choice.spills { endSpill(choice) }
    }

    /// The read has failed on its node.
    ///
    /// - Parameter isOfNode: Whether the error is one of the node, not of something else that the caller did meanwhile.
    /// - Throws: The error, where no other node is to be tried.
    func fail(
        _ choice: ReadChoice,
        _ error: any Error,
        isOfNode: Bool = true,
        hasDeliveredRows: Bool = false,
        _ plan: inout ReadPlan
    ) throws {
        let ofNode = isOfNode ? error as? PGError : nil
        let failure = ofNode.flatMap { retryable($0, on: choice.node, hasDeliveredRows: hasDeliveredRows) }
        choice.load.end(failure == nil ? .abandoned : .failed, since: choice.start, at: now)
        if choice.spills { endSpill(choice) }
        guard let failure else { throw error }
        plan.trace.failed(failure, on: choice)
        plan.request.excluded.insert(choice.position)
        plan.failures.append(failure)
        renew(&plan)
        retries.wrappingAdd(1, ordering: .relaxed)
    }

    /// - Returns: The error, where another node may do better; otherwise it is final.
    private func retryable(_ error: PGError, on node: NodeRuntime, hasDeliveredRows: Bool) -> PGError? {
        // It left the cluster between the decision and the lease; nothing is wrong with it.
        if node.isRemoved, error.code == .poolShutDown, !hasDeliveredRows { return error }
        noteTrafficFailure(on: node, error)
        let isConflict = node.role == .replica && error.mayBeRecoveryConflict
        return (error.isServerFailure || isConflict) && !hasDeliveredRows ? error : nil
    }

    /// Takes the nodes as they are now; positions of nodes that were tried move along.
    private func renew(_ plan: inout ReadPlan) {
        let former = plan.view
        plan.view = view
        plan.start = now
        plan.request.excluded = plan.view.topology.translating(plan.request.excluded, from: former.topology)
    }

    private static func failure(_ decision: Decision, after failures: [PGError]) -> any Error {
        guard var last = failures.last else {
            return decision.failure ?? RoutingError(code: .noEligibleNode, message: "no node may serve this read")
        }
        guard failures.count > 1 else { return last }
        let reasons = failures.map { "\($0.server ?? "?"): \($0.message)" }.joined(separator: "; ")
        last.underlying = failures.last
        last.message = "no node could serve the read: \(reasons)"
        return last
    }

    // MARK: Reads that spill to the primary

    private func endSpill(_ choice: ReadChoice) {
        choice.view.topology.spills.finish()
        for waiter in state.withLock({ $0.takeWaiters() }) { waiter.wake() }
    }

    /// - Returns: Whether there is time left; a spilled read has ended by then, a replica is back, or some time has passed.
    private func awaitRoom(until deadline: RoutingInstant) async throws -> Bool {
        let waiter = WakeableSleep()
        state.withLock { $0.addWaiter(waiter) }
        defer { state.withLock { $0.removeWaiter(waiter) } }
        // A share of the reads is earned by other reads, which wake nobody.
        await waiter.sleep(until: min(instant(deadline), .now + .milliseconds(20)))
        try Task.checkCancellation()
        return now < deadline
    }
}

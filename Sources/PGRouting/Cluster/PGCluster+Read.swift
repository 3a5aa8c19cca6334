// SPDX-License-Identifier: Apache-2.0

public import PGClient
public import ReplicaRouting
internal import Synchronization

extension PGCluster {
    /// Runs `body` on a read-only connection to the node that the read policy chooses.
    ///
    /// ```swift
    /// let titles = try await cluster.read {
    ///     try await $0.query("SELECT title FROM stack WHERE project = \(pid)", as: String.self)
    /// }
    /// ```
    ///
    /// A statement that writes fails with SQLSTATE 25006, on the primary too.
    ///
    /// When the node fails before it has returned any rows, or a standby cancels a statement because of recovery,
    /// `body` runs again on another node. So it should do nothing but read. Once rows have arrived it is not run again.
    ///
    /// - Parameters:
    ///   - target: Where the read wants to go. Default: where the scope says (``withPrimary(_:)``), else anywhere.
    ///   - body: What to read.
    /// - Throws: What `body` throws; `RoutingError` where no node may serve the read; `PGError` where those that may
    ///   have failed, with the reason of each.
    public func read<Value>(
        from target: ReadTarget = .any,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await read(RoutingRequest(intent: .read, target: target), body)
    }

    /// Runs `body` on a read-only connection to a node that fits a request: how stale its data may be, which tags or zone it
    /// should have, what is preferred. Otherwise it is ``read(from:_:)``.
    ///
    /// ```swift
    /// let request = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(2)))
    /// let titles = try await cluster.read(request) { try await $0.query("SELECT title FROM stack", as: String.self) }
    /// ```
    ///
    /// - Parameter request: What the read wants; its intent is taken to be a read.
    public func read<Value>(
        _ request: RoutingRequest,
        _ body: (PGConnection) async throws -> Value
    ) async throws -> Value {
        try await send(request) { try await attempt(body, on: $0) }
    }

    /// Runs one statement that reads on the node that the read policy chooses.
    ///
    /// It is ``read(from:_:)`` for a single statement. Where the configuration of the read pool has
    /// `multiplexing`, it shares a few pipelined connections with other tasks and so reaches more
    /// queries a second than a pool can; the statement must then return rows.
    ///
    /// - Throws: As ``read(from:_:)``.
    public func query(_ query: PGQuery, from target: ReadTarget = .any) async throws -> PGResult {
        try await send(RoutingRequest(intent: .read, target: target)) { try await attempt(query, on: $0) }
    }

    /// Runs one statement that reads and decodes the first column of its rows; see ``query(_:from:)``.
    public func query<Value: PGDecodable>(
        _ query: PGQuery,
        as type: Value.Type,
        from target: ReadTarget = .any
    ) async throws -> [Value] {
        try await self.query(query, from: target).decode(as: type)
    }

    /// Runs one statement that reads and decodes its rows, a column for each type; see ``query(_:from:)``.
    public func query<each Column: PGDecodable>(
        _ query: PGQuery,
        as types: (repeat each Column).Type,
        from target: ReadTarget = .any
    ) async throws -> [(repeat each Column)] {
        try await self.query(query, from: target).decode(as: types)
    }

    /// Tries one node after the other until an attempt ends for good.
    @inline(__always)
    private func send<Value>(
        _ request: RoutingRequest,
        _ attempt: (NodeRuntime) async throws -> Value
    ) async throws -> Value {
        var view = view
        var start = now
        var request = request
        request.intent = .read
        request.apply(RoutingScope.current, at: start)
        if let bulkTarget { request.apply(defaultForBulk: bulkTarget) }
        let ticket = ticket(for: .read)
        let budget = spillBudget
        if let budget { view.topology.spills.countRead(under: budget) }
        var failures: [PGError] = []
        var patience: ContinuousClock.Instant?
        while true {
            let decision = decide(request, in: view, ticket: ticket, at: start)
            guard let position = decision.position else {
                if case .wait(let limit)? = decision.remedy, failures.isEmpty {
                    let deadline = patience ?? .now + limit
                    patience = deadline
                    if try await awaitRoom(until: deadline) {
                        refresh(&view, &request)
                        start = now
                        continue
                    }
                }
                throw Self.failure(decision, after: failures)
            }
            let spills = decision.cause == .fallbackToPrimary ? budget : nil
            // Somebody else has taken the last room: the next decision sees it.
            if let spills, !view.topology.spills.admit(under: spills) { continue }
            do {
                return try await run(attempt, at: position, in: view, spills: spills != nil, start: start)
            } catch let failure as NodeFailure {
                request.excluded.insert(position)
                refresh(&view, &request)
                failures.append(failure.error)
                start = now
                retries.wrappingAdd(1, ordering: .relaxed)
            }
        }
    }

    /// Runs an attempt and keeps the live counters of its node.
    @inline(__always)
    private func run<Value>(
        _ attempt: (NodeRuntime) async throws -> Value,
        at position: Int,
        in view: ClusterView,
        spills: Bool,
        start: RoutingInstant
    ) async throws -> Value {
        let load = view.topology.loads[position]
        load.begin()
        defer {
            if spills {
                view.topology.spills.finish()
                wakeWaiters()
            }
        }
        do {
            let value = try await attempt(view.nodes[position])
            let end = now
            load.end(.succeeded, after: start.duration(to: end), at: end)
            return value
        } catch {
            let end = now
            load.end(error is NodeFailure ? .failed : .abandoned, after: start.duration(to: end), at: end)
            throw error
        }
    }

    /// Takes the nodes as they are now; positions of nodes that were tried move along.
    private func refresh(_ view: inout ClusterView, _ request: inout RoutingRequest) {
        let former = view
        view = self.view
        request.excluded = view.topology.translating(request.excluded, from: former.topology)
    }

    /// - Returns: Whether there is time left; a spilled read has ended by then, a replica is back, or some time has passed.
    private func awaitRoom(until deadline: ContinuousClock.Instant) async throws -> Bool {
        let waiter = WakeableSleep()
        state.withLock { $0.addWaiter(waiter) }
        defer { state.withLock { $0.removeWaiter(waiter) } }
        // A share of the reads is earned by other reads, which wake nobody.
        await waiter.sleep(until: min(deadline, .now + .milliseconds(20)))
        try Task.checkCancellation()
        return ContinuousClock.now < deadline
    }

    private func wakeWaiters() {
        for waiter in state.withLock({ $0.takeWaiters() }) { waiter.wake() }
    }

    /// The failure of a node after which another one may be tried. Thrown, not returned: a result that is generic costs each
    /// read more than its routing.
    private struct NodeFailure: Error {
        let error: PGError
    }

    /// - Throws: `NodeFailure`, and errors that are final.
    @inline(__always)
    private func attempt<Value>(
        _ body: (PGConnection) async throws -> Value,
        on node: NodeRuntime
    ) async throws -> Value {
        let connection: PGConnection
        do throws(PGError) {
            connection = try await node.readPool.lease()
        } catch {
            throw failure(error, on: node)
        }
        defer { node.readPool.endLease(connection) }
        do {
            return try await body(connection)
        } catch let error as PGError {
            throw failure(error, on: node, hasDeliveredRows: connection.hasDeliveredRows)
        }
    }

    private func attempt(_ query: PGQuery, on node: NodeRuntime) async throws -> PGResult {
        do throws(PGError) {
            return try await node.readPool.multiplexed.query(query)
        } catch {
            throw failure(error, on: node)
        }
    }

    /// - Returns: A `NodeFailure` where another node may be tried, else the error.
    private func failure(
        _ error: PGError,
        on node: NodeRuntime,
        hasDeliveredRows: Bool = false
    ) -> any Error {
        // It left the cluster between the decision and the lease; nothing is wrong with it.
        if node.isRemoved, error.code == .poolShutDown, !hasDeliveredRows { return NodeFailure(error: error) }
        noteTrafficFailure(on: node, error)
        let isConflict = node.role == .replica && error.mayBeRecoveryConflict
        guard error.isServerFailure || isConflict, !hasDeliveredRows else { return error }
        return NodeFailure(error: error)
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
}

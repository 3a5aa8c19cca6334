// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGClusterTesting
import PGRouting
import PolicyReport
import ReplicaRouting

/// Runs one round of one policy in one scenario.
struct RoundRunner: Sendable {
    let ground: PolicyGround
    let plan: ComparisonPlan
    let scenario: ScenarioKind
    let policy: PolicyKind
    /// The same for all policies of a round.
    let seed: UInt64

    /// How long a node may take to be taken back after the clients have ended.
    private static let patience: Duration = .seconds(10)

    func run() async throws -> RoundMeasurement {
        let cluster = try ground.cluster(policy, replicas: scenario.hasReplicas, clients: plan.clients)
        return try await RunningCluster.with(cluster, clients: plan.clients, measure)
    }

    private func measure(_ cluster: PGCluster) async throws -> RoundMeasurement {
        let seconds = plan.seconds(of: scenario)
        let origin = ContinuousClock.now + .seconds(ComparisonPlan.runUp)
        let end = origin + .seconds(seconds)
        let victim = plan.victim.map { ground.names[$0] }
        async let counters = count(cluster, from: origin, to: end)
        async let disturbance = disturb(cluster, victim: victim, origin: origin, seconds: seconds)
        let logs = await clients(of: cluster, origin: origin, end: end)
        let (retries, cpu) = try await counters
        let (times, changes) = try await disturbance
        try Task.checkCancellation()
        return RoundMeasurement(
            seed: seed,
            seconds: seconds,
            names: cluster.topology.nodes.map(\.id.rawValue),
            weights: cluster.topology.nodes.map(\.weight),
            logs: logs,
            retries: retries,
            processorTime: cpu,
            fault: times,
            isDeadly: scenario.fault?.isDeadly ?? false,
            changes: changes
        )
    }

    private func clients(
        of cluster: PGCluster,
        origin: ContinuousClock.Instant,
        end: ContinuousClock.Instant
    ) async -> [ClientLog] {
        let names = cluster.topology.nodes.map(\.id.rawValue)
        let positions = Dictionary(names.enumerated().map { ($1, UInt8(clamping: $0)) }) { first, _ in first }
        return await withTaskGroup(of: ClientLog.self) { group in
            for number in 0..<plan.clients {
                let client = PolicyClient(
                    cluster: cluster,
                    positions: positions,
                    number: number,
                    seed: seed,
                    hasSessions: scenario.hasSessions,
                    origin: origin,
                    end: end
                )
                group.addTask(executorPreference: ground.eventLoops.nextLoop()) { await client.run() }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    /// The cluster's retries and this process's processor time in the measured time.
    private func count(
        _ cluster: PGCluster,
        from origin: ContinuousClock.Instant,
        to end: ContinuousClock.Instant
    ) async throws -> (retries: Int, cpu: UInt64) {
        try await Task.sleep(until: origin)
        let (retries, cpu) = (cluster.readRetries, ProcessorTime.ofThisProcess)
        try await Task.sleep(until: end)
        return (cluster.readRetries - retries, ProcessorTime.ofThisProcess - cpu)
    }

    /// Lets the fault happen and watches what the cluster makes of it.
    private func disturb(
        _ cluster: PGCluster,
        victim: String?,
        origin: ContinuousClock.Instant,
        seconds: Double
    ) async throws -> (Fault.Times?, [NodeWatch.Change]) {
        guard let kind = scenario.fault, let victim else { return (nil, []) }
        let span = kind.span
        let fault = Fault(kind: kind, victim: victim, ground: ground)
        let watch = NodeWatch(cluster: cluster, node: NodeID(victim))
        return try await withThrowingTaskGroup(of: [NodeWatch.Change].self) { group in
            group.addTask { await watch.run() }
            let times = try await fault.run(
                from: origin + .seconds(span.start * seconds),
                to: origin + .seconds(span.end * seconds)
            )
            if kind.isDeadly { try await untilUp(NodeID(victim), of: cluster) }
            group.cancelAll()
            return (times, try await group.next() ?? [])
        }
    }

    private func untilUp(_ node: NodeID, of cluster: PGCluster) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while cluster.topology.status(of: node)?.state != .up {
            guard ContinuousClock.now < deadline else { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        // For the watch to see it, too.
        try await Task.sleep(for: .milliseconds(10))
    }
}

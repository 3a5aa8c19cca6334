// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting
import PGRouting
import ReplicaRouting

/// Goes through the phases: kills a replica, starts it again, and tells of it.
struct DemoDirector {
    let plan: [DemoPhase]
    /// Of each phase. A phase goes on, for as long as ``patience`` at most, until it has shown what it is to show.
    let length: Duration
    let victim: Int?
    let cluster: PGCluster
    let tally: DemoTally
    let local: LocalCluster
    let report: @Sendable (DemoTally.Phase) -> DemoReport.Phase
    let screen: Screen

    /// How long beyond its time a phase may go on.
    private static let patience: Duration = .seconds(30)

    /// With so many reads a share is off by 3 percentage points, by chance alone, less than once in 10,000 runs: a share
    /// of 1/2 has a standard error of 0.7 points.
    private static let readsForShares = 5000

    /// Opens the first phase, so that clients may begin.
    func begin() {
        guard let first = plan.first else { return }
        tally.enter(first)
        announce(first)
    }

    /// Goes through the phases that ``begin()`` has opened, and closes the tally.
    func run() async throws {
        for (number, phase) in plan.enumerated() {
            let deadline = ContinuousClock.now + length
            try await bringAbout(phase)
            try await Task.sleep(until: deadline)
            _ = try await holds(within: Self.patience) { hasShown(phase) }
            let next = plan.dropFirst(number + 1).first
            if let next { tally.enter(next) } else { tally.close() }
            // What began in a phase should not meet the event of the next one.
            _ = try await holds(within: .seconds(1)) { tally.phases[number].underWay == 0 }
            screen.say(DemoSummary.line(report(tally.phases[number])))
            if let next { announce(next) }
        }
    }

    private func announce(_ phase: DemoPhase) {
        screen.say("\(phase.rawValue) begins, \(Figures.seconds(length / .seconds(1)))")
    }

    /// What a phase does at its start.
    private func bringAbout(_ phase: DemoPhase) async throws {
        guard let victim else { return }
        let name = local.nodes[victim].name
        let began = ContinuousClock.now
        switch phase {
        case .allUp:
            return
        case .replicaKilled:
            try await local.kill(name)
            tally.markDead(victim)
            screen.say("\(name) is dead: all of its processes got SIGKILL")
            if try await holds(within: length, { state(of: victim) == .down }) {
                screen.say("\(name) is out of the rotation, \(Self.milliseconds(since: began)) after the kill began")
            }
        case .replicaBack:
            tally.markDead(nil)
            try await local.start(name)
            if try await holds(within: Self.patience, { state(of: victim) == .up }) {
                screen.say("\(name) is in the rotation again, \(Self.milliseconds(since: began)) after its start began")
            }
        }
    }

    private func hasShown(_ phase: DemoPhase) -> Bool {
        guard let counted = tally.phases.last else { return true }
        switch phase {
        case .allUp: return counted.reads >= Self.readsForShares
        case .replicaKilled: return true
        case .replicaBack: return victim.map { counted.latencies[$0].count > 0 } ?? true
        }
    }

    private func state(of position: Int) -> NodeState { cluster.topology.statuses[position].state }

    /// Looks every few milliseconds.
    ///
    /// - Returns: Whether the condition came true in time.
    private func holds(within limit: Duration, _ condition: () -> Bool) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !condition() {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(2))
        }
        return true
    }

    private static func milliseconds(since instant: ContinuousClock.Instant) -> String {
        "\(Int(instant.duration(to: .now) / .milliseconds(1))) ms"
    }

    // MARK: - The picture

    /// Draws the phase under way a few times a second until the task is cancelled; does nothing without a terminal.
    func keepDrawing() async {
        guard screen.terminal != nil else { return }
        while !Task.isCancelled {
            if let phase = tally.phases.last, phase.ended == nil {
                screen.draw(picture(of: phase).lines(width: screen.width, style: screen.style))
            }
            try? await Task.sleep(for: .milliseconds(200))
        }
    }

    private func picture(of phase: DemoTally.Phase) -> LiveTable {
        let report = report(phase)
        let statuses = cluster.topology.statuses
        return LiveTable(
            phase: report.name,
            number: (plan.firstIndex(of: phase.phase) ?? 0) + 1,
            numberOfPhases: plan.count,
            secondsGone: report.seconds,
            secondsInAll: length / .seconds(1),
            nodes: zip(report.nodes, statuses).map { node, status in
                LiveTable.Node(
                    name: node.name,
                    role: node.role,
                    state: status.state.rawValue,
                    lag: status.lag?.bytes,
                    reads: node.reads,
                    share: node.share,
                    expectedShare: node.expectedShare,
                    median: node.median,
                    percentile99: node.percentile99
                )
            },
            writes: report.writes,
            failedReads: report.failedReads,
            failedWrites: report.failedWrites,
            readRetries: cluster.readRetries
        )
    }
}

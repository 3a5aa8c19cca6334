// SPDX-License-Identifier: Apache-2.0

import PolicyReport
import RoutingSimulator

/// A result of the simulator as reports have it.
struct SimulatedRound {
    /// Above so many nodes only those that something happens to are told apart.
    private static let mostNodes = 24

    let round: Round
    let faults: [ScenarioReport.FaultMark]

    init(_ result: SimulationResult, keepsTimeline: Bool) {
        var round = Round()
        round.seed = result.seed
        round.reads = result.reads.count
        round.failedReads = result.reads.failed + result.reads.timedOut + result.reads.unfinished
        round.timedOutReads = result.reads.timedOut
        round.retries = result.retries
        round.staleReads = result.staleReads
        round.readsInTime = result.readsInTime
        // What is under way at the end is waited for, which is no time of the load.
        round.throughput = Double(result.reads.succeeded) / (Double(result.measuredTime) * 1e-9)
        round.p50 = Self.milliseconds(result.readLatency.p50)
        round.p90 = Self.milliseconds(result.readLatency.p90)
        round.p99 = Self.milliseconds(result.readLatency.p99)
        round.p999 = Self.milliseconds(result.readLatency.p999)
        round.longest = Self.milliseconds(result.readLatency.max)
        round.primaryShareOfReads = result.primaryShareOfReads
        round.primaryShareOfLoad = result.primaryShareOfLoad
        round.nodes = Self.shares(result)
        round.faults = result.faults.map { fault in
            FaultTimes(
                toNotice: fault.timesToNotice.map(Self.milliseconds),
                toTakeBack: fault.timesToTakeBack.map(Self.milliseconds)
            )
        }
        if keepsTimeline { round.timeline = Self.timeline(result.timeline) }
        self.round = round
        faults = result.faults.map { fault in
            ScenarioReport.FaultMark(
                label: fault.label,
                nodes: fault.nodes,
                start: Double(fault.start) * 1e-9,
                end: Double(fault.end) * 1e-9
            )
        }
    }

    private static func milliseconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) * 1e-6 }

    private static func shares(_ result: SimulationResult) -> [NodeShare] {
        let hit = Set(result.faults.flatMap(\.nodes))
        let isFew = result.nodes.count <= mostNodes
        let apart = result.nodes.filter { isFew || $0.isPrimary || hit.contains($0.name) }.prefix(mostNodes)
        let names = Set(apart.map(\.name))
        let rest = result.nodes.filter { !names.contains($0.name) }
        let shares = apart.map { NodeShare(name: $0.name, weight: $0.weight, reads: $0.reads) }
        guard !rest.isEmpty else { return shares }
        let others = NodeShare(
            name: "\(rest.count) others",
            count: rest.count,
            weight: rest.reduce(0) { $0 + $1.weight },
            reads: rest.reduce(0) { $0 + $1.reads },
            leastReads: rest.map(\.reads).min(),
            mostReads: rest.map(\.reads).max()
        )
        return shares + [others]
    }

    private static func timeline(_ timeline: SimulationResult.Timeline) -> RoundTimeline {
        RoundTimeline(
            slice: Double(timeline.slice) * 1e-9,
            nodes: timeline.nodes,
            reads: timeline.reads,
            otherReads: timeline.otherReads,
            otherNodes: timeline.otherNodes,
            failedReads: timeline.failedReads,
            p99: timeline.p99.map(milliseconds)
        )
    }
}

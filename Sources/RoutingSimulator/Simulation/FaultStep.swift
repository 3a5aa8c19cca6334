// SPDX-License-Identifier: Apache-2.0

/// A moment in the plan of what goes wrong.
struct FaultStep {
    enum Action {
        case slow(by: Double)
        case fix(Double?)
        case pause(until: Int64)
        case resume
        case kill
        case restart(coldFactor: Double, coldFor: Int64)
        case lag(Double?)
        case promote
        case burst(reads: Double, writes: Double)
    }

    let time: Int64
    let fault: Int
    let nodes: [Int]
    let action: Action

    /// The steps of all faults of a scenario, in the order in which they were given; the event queue sorts them.
    static func plan(of scenario: Scenario, _ positions: [[Int]]) -> [FaultStep] {
        scenario.faults.enumerated().flatMap { index, fault in
            steps(of: fault).map { FaultStep(time: $0.0, fault: index, nodes: positions[index], action: $0.1) }
        }
    }

    private static func steps(of fault: Fault) -> [(Int64, Action)] {
        let start = fault.start.inNanoseconds
        let end = fault.end.inNanoseconds
        let warm = Action.restart(coldFactor: 1, coldFor: 0)
        switch fault.kind {
        case .slow(let factor):
            return [(start, .slow(by: factor)), (end, .slow(by: 1 / factor))]
        case .stuck(let time):
            return [(start, .fix(Double(time.inNanoseconds))), (end, .fix(nil))]
        case .paused:
            return [(start, .pause(until: end)), (end, .resume)]
        case .killed(let factor, let time):
            return [(start, .kill), (end, .restart(coldFactor: factor, coldFor: time.inNanoseconds))]
        case .flapping(let up, let down):
            var steps: [(Int64, Action)] = []
            var time = start
            while time < end {
                let back = min(time + down.inNanoseconds, end)
                steps += [(time, .kill), (back, warm)]
                time = back + up.inNanoseconds
            }
            return steps
        case .lagging(let lag):
            return [(start, .lag(Double(lag.inNanoseconds))), (end, .lag(nil))]
        case .zoneOutage:
            return [(start, .kill), (end, warm)]
        case .failover(let promotion):
            return [(start, .kill), (start + promotion.inNanoseconds, .promote), (end, warm)]
        case .burst(let reads, let writes):
            return [(start, .burst(reads: reads, writes: writes)), (end, .burst(reads: 1, writes: 1))]
        }
    }
}

extension Fault {
    /// The positions of the nodes it concerns.
    func positions(in scenario: Scenario, _ all: [SimulatedNode]) -> [Int] {
        switch kind {
        case .zoneOutage(let zone):
            let names = Set(scenario.nodes.filter { $0.zone == zone }.flatMap(\.names))
            return all.indices.filter { names.contains(all[$0].name) }
        case .failover:
            return all.indices.filter { all[$0].wasPrimary }
        default:
            let names = Set(nodes)
            return all.indices.filter { names.contains(all[$0].name) }
        }
    }
}

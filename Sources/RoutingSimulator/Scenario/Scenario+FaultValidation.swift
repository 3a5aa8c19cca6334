// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension Scenario {
    func validateFaults() throws(ScenarioError) {
        let names = Set(nodes.flatMap(\.names))
        for (index, fault) in faults.enumerated() {
            let place = "faults[\(index)]"
            try Self.check(fault.start, place + ".at", from: .zero, to: duration)
            try Self.check(fault.duration, place + ".for", from: .nanoseconds(1), to: .seconds(86_400))
            for (turn, name) in fault.nodes.enumerated() where !names.contains(name) {
                throw ScenarioError(
                    .invalidFault,
                    at: "\(place).nodes[\(turn)]",
                    "there is no node \(name): valid are \(Self.some(of: nodes.flatMap(\.names)))"
                )
            }
            try validate(fault, at: place)
        }
        try validateOutages()
    }

    private func validate(_ fault: Fault, at place: String) throws(ScenarioError) {
        switch fault.kind {
        case .slow(let factor):
            try Self.check(factor > 0 && factor <= 1e6, place + ".factor", "\(factor)", "more than 0, up to 1000000")
        case .stuck(let time):
            try Self.check(time, place + ".time", from: .zero, to: .seconds(86_400))
        case .killed(let factor, let time):
            try Self.check(
                factor > 0 && factor <= 1e6,
                place + ".coldFactor",
                "\(factor)",
                "more than 0, up to 1000000"
            )
            try Self.check(time, place + ".coldFor", from: .zero, to: .seconds(86_400))
        case .flapping(let up, let down):
            try Self.check(up, place + ".up", from: .milliseconds(1), to: .seconds(86_400))
            try Self.check(down, place + ".down", from: .milliseconds(1), to: .seconds(86_400))
        case .lagging(let lag):
            try Self.check(lag, place + ".by", from: .zero, to: .seconds(86_400))
        case .zoneOutage(let zone):
            let zones = nodes.compactMap(\.zone)
            guard zones.contains(zone) else {
                let valid = zones.isEmpty ? "no node has a zone" : "valid are \(Self.some(of: zones))"
                throw ScenarioError(.invalidFault, at: place + ".zone", "no node is in zone \(zone): \(valid)")
            }
        case .failover(let promotion):
            try Self.check(promotion, place + ".promotion", from: .zero, to: fault.duration)
            guard nodes.contains(where: { $0.role == .primary }), nodes.contains(where: { $0.role == .replica }) else {
                throw ScenarioError(.invalidFault, at: place, "a failover needs a primary and at least one replica")
            }
        case .burst(let reads, let writes):
            for (key, factor) in [("reads", reads), ("writes", writes)] {
                try Self.check(factor > 0 && factor <= 1e4, "\(place).\(key)", "\(factor)", "more than 0, up to 10000")
            }
            guard case .open = load.kind else {
                throw ScenarioError(.invalidFault, at: place, "a burst needs an open load")
            }
        case .paused:
            break
        }
        if fault.needsNodes, fault.nodes.isEmpty {
            throw ScenarioError(.invalidFault, at: place + ".nodes", "no node is named: at least one is needed")
        }
    }

    /// A node cannot die while it is dead: outages of a node that overlap are refused.
    private func validateOutages() throws(ScenarioError) {
        var ends: [String: (end: Duration, index: Int)] = [:]
        let order = faults.indices.sorted { (faults[$0].start, $0) < (faults[$1].start, $1) }
        for index in order {
            for name in namesOut(by: faults[index]) {
                if let earlier = ends[name], earlier.end >= faults[index].start {
                    throw ScenarioError(
                        .invalidFault,
                        at: "faults[\(index)]",
                        "node \(name) is still out by faults[\(earlier.index)]: outages of a node must not overlap"
                    )
                }
                ends[name] = (faults[index].end, index)
            }
        }
    }

    /// The nodes that a fault takes out. Of a failover it is the first primary.
    private func namesOut(by fault: Fault) -> [String] {
        switch fault.kind {
        case .paused, .killed, .flapping: fault.nodes
        case .zoneOutage(let zone): nodes.filter { $0.zone == zone }.flatMap(\.names)
        case .failover: nodes.filter { $0.role == .primary }.flatMap(\.names)
        case .slow, .stuck, .lagging, .burst: []
        }
    }

    private static func some(of names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", ..." : "")
    }
}

extension Fault {
    fileprivate var needsNodes: Bool {
        switch kind {
        case .slow, .stuck, .paused, .killed, .flapping, .lagging: true
        case .zoneOutage, .failover, .burst: false
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import RoutingSimulator

extension Scenario {
    /// A primary without weight and some replicas, with a load that they carry easily.
    static func small(replicas: Int = 3, seconds: Int = 10, perSecond: Double = 400) -> Scenario {
        var scenario = Scenario(
            name: "small",
            nodes: [
                NodeGroup(name: "primary", role: .primary, weight: 0),
                NodeGroup(name: "replica", count: replicas),
            ]
        )
        scenario.load = .open(perSecond: perSecond)
        scenario.duration = .seconds(seconds)
        return scenario
    }

    /// Nodes without network, probes or time-outs, as queueing theory has them.
    static func queue(_ nodes: NodeGroup, perSecond: Double, duration: Duration, warmUp: Duration) -> Scenario {
        var scenario = Scenario(name: "queue", nodes: [nodes])
        scenario.load = .open(perSecond: perSecond)
        scenario.duration = duration
        scenario.warmUp = warmUp
        scenario.network = .init(near: .zero, far: .zero)
        scenario.probes = nil
        scenario.timeout = nil
        return scenario
    }
}

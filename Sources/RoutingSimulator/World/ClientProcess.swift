// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// A process that sends requests: its view of the nodes, which is the library's own, and nothing shared with others.
struct ClientProcess {
    var topology: Topology
    let loads: [NodeLoad]
    var health: [NodeHealth]
    var context: RoutingContext
    let zone: Int?

    /// What each read asks for.
    let read: RoutingRequest

    /// Counts the reads.
    var tickets: UInt64

    /// Writes that wait for a primary.
    var parked: [Parked] = []

    /// For each node: when the present probe began, and which one is the present.
    var probeStarts: [Int64]
    var probeGenerations: [UInt32]

    struct Parked {
        var request: Int
        var serial: UInt32
    }

    init(topology: Topology, scenario: Scenario, index: Int, generator: RoutingGenerator, zones: [String: Int]) {
        self.topology = topology
        loads = topology.loads
        let backoff = scenario.probes?.backoff ?? Backoff()
        health = topology.nodes.map { _ in NodeHealth(backoff: backoff) }
        var generator = generator
        tickets = generator.next()
        context = RoutingContext(now: RoutingInstant(), generator: generator)
        let name = scenario.zones.isEmpty ? nil : scenario.zones[index % scenario.zones.count]
        zone = name.flatMap { zones[$0] }
        read = RoutingRequest(
            intent: .read,
            staleness: scenario.stalenessLimit.map { StalenessLimit(time: $0) },
            zone: name
        )
        probeStarts = topology.nodes.map { _ in 0 }
        probeGenerations = topology.nodes.map { _ in 0 }
    }
}

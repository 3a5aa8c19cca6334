// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("The order of the filters")
struct FilterOrderTests {
    /// The best node in every respect but those that are changed below.
    private func topology() throws -> Topology {
        var topology = try Topology(
            [Node(id: "p", role: .primary, weight: 0, zone: "a", tags: ["use": "web"])]
                + (1...6).map { index in
                    Node(id: NodeID("r\(index)"), role: .replica, zone: "a", tags: ["use": "web"])
                }
        )
        for node in topology.nodes { topology = topology.behind(node.id, time: .zero).answering(node.id, in: .zero) }
        return topology
    }

    private let request = RoutingRequest(
        intent: .read,
        staleness: StalenessLimit(time: .seconds(1)),
        tagSets: [["use": "web"]],
        zone: "a",
        latencyWindow: .zero
    )

    @Test("the first filter in the documented order that rejects a node is the one that is named")
    func order() throws {
        var topology = try topology()
        // r1 fails in everything, r2 in all but the first thing, and so on.
        let nodes: [NodeID] = ["r1", "r2", "r3", "r4", "r5"]
        topology = topology.down("r1")
        for id in nodes.prefix(2) { topology = topology.behind(id, time: .seconds(2)) }
        topology = try topology.replacing(
            with: topology.nodes.map { node in
                guard let index = nodes.firstIndex(of: node.id) else { return node }
                return Node(
                    id: node.id,
                    role: node.role,
                    zone: index < 4 ? "b" : "a",
                    tags: index < 3 ? [:] : ["use": "web"],
                )
            }
        )
        for id in nodes { topology = topology.answering(id, in: .seconds(1)) }

        let decision = WeightedPrimaryReplicaRouter().decide(request, in: topology, explains: true)
        #expect(decision.chosen?.id == "r6")
        #expect(decision.explanation?.eligible == ["r6"])
        #expect(
            decision.explanation?.rejected.map(\.filter)
                == [.preference, .health, .staleness, .tags, .zone, .latencyWindow]
        )
    }

    @Test("pin and index come before staleness, tags, zone and window")
    func pinAndIndex() throws {
        let topology = try topology().behind("r1", time: .seconds(9))
        var pinned = request
        pinned.isPinned = true
        let toPrimary = WeightedPrimaryReplicaRouter().decide(pinned, in: topology, explains: true).explanation
        #expect(toPrimary?.eligible == ["p"])
        #expect(toPrimary.map { Set($0.rejected.map(\.filter)) } == [.pin])
        var indexed = request
        indexed.target = .replica(index: 2)
        let toNode = WeightedPrimaryReplicaRouter().decide(indexed, in: topology, explains: true).explanation
        #expect(toNode?.eligible == ["r2"])
        #expect(toNode?.rejected.first { $0.node == "r1" }?.filter == .index)
    }

    @Test("each filter sees only the nodes that those before it leave")
    func narrowing() throws {
        // The only node of zone a is stale, and the fastest of all is in zone b but badly tagged.
        var topology = try Topology([
            Node(id: "stale", role: .replica, zone: "a", tags: ["use": "web"]),
            Node(id: "badlyTagged", role: .replica, zone: "b"),
            Node(id: "slow", role: .replica, zone: "b", tags: ["use": "web"]),
        ])
        for node in topology.nodes { topology = topology.behind(node.id, time: .zero) }
        topology = topology.behind("stale", time: .seconds(5)).answering("badlyTagged", in: .zero)
            .answering("stale", in: .zero).answering("slow", in: .seconds(1))
        #expect(WeightedPrimaryReplicaRouter().decide(request, in: topology).chosen?.id == "slow")
    }
}

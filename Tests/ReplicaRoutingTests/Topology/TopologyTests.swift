// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Topology")
struct TopologyTests {
    @Test("positions follow the order given, and so do the replicas")
    func positions() throws {
        let topology = try Topology([
            Node(id: "b", role: .replica),
            Node(id: "p", role: .primary),
            Node(id: "a", role: .replica),
        ])
        #expect(topology.nodes.map(\.id) == ["b", "p", "a"])
        #expect(topology.primaryPosition == 1)
        #expect(topology.replicaPositions == [0, 2])
        #expect(topology.position(of: "a") == 2)
        #expect(topology.position(of: "c") == nil)
        #expect(topology.status(of: "c") == nil)
    }

    @Test("a node is found by its name in small and large topologies", arguments: [1, 8, 9, 200])
    func lookup(count: Int) throws {
        let topology = try Topology.replicasOnly(Array(repeating: 1, count: count))
        for (position, node) in topology.nodes.enumerated() {
            #expect(topology.position(of: node.id) == position)
        }
        #expect(topology.position(of: "replica-0") == nil)
    }

    @Test("a new topology has its nodes up, their weights 1 and its generation 0")
    func startsUp() throws {
        let topology = try Topology([Node(id: "a", role: .replica), Node(id: "b", role: .replica)])
        #expect(topology.statuses == [NodeStatus(), NodeStatus()])
        #expect(topology.status(of: "a")?.state == .up)
        #expect(topology.nodes.map(\.weight) == [1, 1])
        #expect(topology.generation == 0)
        #expect(topology.primaryPosition == nil)
    }

    @Test("an update changes one status in a new snapshot and leaves the old one alone")
    func updates() throws {
        let before = try Topology.three()
        let after = before.down("replica-1", "connection refused")
        #expect(after.status(of: "replica-1") == NodeStatus(state: .down, reason: "connection refused"))
        #expect(after.status(of: "replica-2") == NodeStatus())
        #expect(after.generation == 1)
        #expect(after.with("replica-1", .up).generation == 2)
        #expect(before.status(of: "replica-1") == NodeStatus())
        #expect(before.generation == 0)
        #expect(after.nodes == before.nodes)
    }

    @Test("an update of a node that is not there changes nothing")
    func updatesNothing() throws {
        let topology = try Topology.three().updating("db9") { _ in Issue.record("there is no such node") }
        #expect(topology.generation == 0)
        #expect(topology.statuses == Array(repeating: NodeStatus(), count: 3))
    }

    @Test("a topology is as large as one reference")
    func isOneReference() {
        #expect(MemoryLayout<Topology>.size == MemoryLayout<AnyObject>.size)
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Bad topologies")
struct TopologyValidationTests {
    @Test("a topology without nodes is refused")
    func empty() {
        let error = routingError { () throws(RoutingError) in try Topology([]) }
        #expect(error?.code == .emptyTopology)
        #expect(error?.message == "the topology has no nodes: it needs at least one")
    }

    @Test("an empty id is refused, naming its place")
    func emptyID() {
        let nodes = [Node(id: "a", role: .primary), Node(id: "", role: .replica)]
        let error = routingError { () throws(RoutingError) in try Topology(nodes) }
        #expect(error?.code == .invalidTopology)
        #expect(error?.message == "node number 2 of 2 has an empty id: an id is at least one character")
    }

    @Test("two nodes of one name are refused, naming both places")
    func duplicate() {
        let nodes = [Node(id: "a", role: .primary), Node(id: "b", role: .replica), Node(id: "a", role: .replica)]
        let error = routingError { () throws(RoutingError) in try Topology(nodes) }
        #expect(error?.code == .duplicateNode)
        #expect(error?.node == "a")
        #expect(error?.message == "nodes number 1 and 3 are both called a: each node needs an id of its own")
    }

    @Test("two primaries are refused, naming them")
    func severalPrimaries() {
        let nodes = [Node(id: "a", role: .primary), Node(id: "b", role: .primary)]
        let error = routingError { () throws(RoutingError) in try Topology(nodes) }
        #expect(error?.code == .severalPrimaries)
        #expect(error?.node == "b")
        #expect(error?.message == "2 nodes are primaries (a, b): valid is one or none")
    }

    @Test(
        "a weight that is negative or not finite is refused, naming node and value",
        arguments: [(-1, "-1.0"), (.infinity, "inf"), (-.infinity, "-inf"), (.nan, "nan")] as [(Double, String)]
    )
    func badWeight(weight: Double, text: String) {
        let nodes = [Node(id: "a", role: .primary), Node(id: "b", role: .replica, weight: weight)]
        let error = routingError { () throws(RoutingError) in try Topology(nodes) }
        #expect(error?.code == .invalidWeight)
        #expect(error?.node == "b")
        #expect(error?.message == "the weight of node b is \(text): valid is a finite number of at least 0")
    }

    @Test("weights that are all 0 are refused", arguments: [0, -0.0])
    func noWeight(weight: Double) {
        let nodes = [Node(id: "a", role: .primary, weight: 0), Node(id: "b", role: .replica, weight: weight)]
        let error = routingError { () throws(RoutingError) in try Topology(nodes) }
        #expect(error?.code == .invalidWeight)
        #expect(error?.message == "no node has a weight above 0: at least one weight must be greater than 0")
    }

    @Test("an error shows its code and its message")
    func description() {
        let error = RoutingError(code: .noPrimary, message: "there is none")
        #expect("\(error)" == "noPrimary: there is none")
        #expect(error.node == nil)
    }
}

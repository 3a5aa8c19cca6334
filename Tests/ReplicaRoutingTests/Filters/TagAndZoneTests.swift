// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Tags and zones")
struct TagAndZoneTests {
    private let router = WeightedPrimaryReplicaRouter()

    private func topology() throws -> Topology {
        try Topology([
            Node(id: "p", role: .primary, weight: 0, zone: "a"),
            Node(id: "r1", role: .replica, zone: "a", tags: ["use": "web", "disk": "ssd"]),
            Node(id: "r2", role: .replica, zone: "b", tags: ["use": "reports", "disk": "ssd"]),
            Node(id: "r3", role: .replica, zone: "c", tags: ["use": "reports"]),
            Node(id: "r4", role: .replica, zone: nil),
        ])
    }

    private func eligible(_ request: RoutingRequest, _ topology: Topology, _ router: (any Router)? = nil) -> [NodeID] {
        (router ?? self.router).decide(request, in: topology, explains: true).explanation?.eligible ?? []
    }

    private func tagged(_ sets: TagSet...) -> RoutingRequest { RoutingRequest(intent: .read, tagSets: sets) }

    @Test("a tag set wants all of its tags, and an empty one nothing")
    func oneSet() throws {
        let topology = try topology()
        #expect(eligible(tagged(["use": "reports"]), topology) == ["r2", "r3"])
        #expect(eligible(tagged(["use": "reports", "disk": "ssd"]), topology) == ["r2"])
        #expect(eligible(tagged([:]), topology) == ["r1", "r2", "r3", "r4"])
        #expect(eligible(tagged(), topology) == ["r1", "r2", "r3", "r4"])
    }

    @Test("of several sets the first that fits an eligible node counts")
    func orderedSets() throws {
        let sets: [TagSet] = [["disk": "tape"], ["use": "web"], ["use": "reports"], [:]]
        let request = RoutingRequest(intent: .read, tagSets: sets)
        let topology = try topology()
        #expect(eligible(request, topology) == ["r1"])
        #expect(eligible(request, topology.down("r1")) == ["r2", "r3"])
        #expect(eligible(request, topology.down("r1").down("r2").down("r3")) == ["r4"])
    }

    @Test("where no set fits, the primary stands in whatever its tags")
    func noneFits() throws {
        let decision = router.decide(tagged(["disk": "tape"]), in: try topology(), explains: true)
        #expect(decision.chosen?.id == "p")
        #expect(decision.cause == .fallbackToPrimary)
        #expect(decision.explanation?.rejected.map(\.filter) == [.tags, .tags, .tags, .tags])
    }

    @Test("a read that asks for a node by name gets it whatever its tags, and wherever it stands")
    func named() throws {
        var request = RoutingRequest.read(.node("r4"))
        request.tagSets = [["use": "web"]]
        request.zone = "a"
        #expect(router.decide(request, in: try topology()).chosen?.id == "r4")
    }

    private func from(_ zone: String) -> RoutingRequest { RoutingRequest(intent: .read, zone: zone) }

    @Test("reads stay in their zone while it has a node, else they go anywhere")
    func ownZone() throws {
        let topology = try topology()
        #expect(eligible(from("b"), topology) == ["r2"])
        #expect(eligible(from("b"), topology.down("r2")) == ["r1", "r3", "r4"])
        #expect(eligible(from("elsewhere"), topology) == ["r1", "r2", "r3", "r4"])
    }

    @Test("zones that are listed come in their order before those that are not")
    func tiers() throws {
        let router = WeightedPrimaryReplicaRouter(filters: [.zone(neighbours: ["a": [["b"], ["c", "d"]]])])
        var topology = try topology()
        #expect(eligible(from("a"), topology, router) == ["r1"])
        topology = topology.down("r1")
        #expect(eligible(from("a"), topology, router) == ["r2"])
        topology = topology.down("r2")
        #expect(eligible(from("a"), topology, router) == ["r3"])
        topology = topology.down("r3")
        #expect(eligible(from("a"), topology, router) == ["r4"])
        #expect(eligible(from("b"), try self.topology().down("r2"), router) == ["r1", "r3", "r4"])
    }

    @Test("a zone never sends a read to the primary that a farther replica may serve")
    func noSpill() throws {
        let topology = try topology()
        for zone in ["a", "b", "c", "z"] {
            for down in ["r1", "r2", "r3"] as [NodeID] {
                #expect(router.decide(from(zone), in: topology.down(down)).chosen?.id != "p")
            }
        }
    }
}

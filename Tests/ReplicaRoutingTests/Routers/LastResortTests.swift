// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("A node that is catching up")
struct LastResortTests {
    private let router = WeightedPrimaryReplicaRouter()
    private let strict = WeightedPrimaryReplicaRouter(fallback: .fail)

    @Test("gets no read while another replica may serve it", arguments: NamedRouter.withPrimary)
    func others(named: NamedRouter) throws {
        let topology = try Topology.three(0, 2, 2).with("replica-1", .catchingUp)
        #expect(Set(named.router.sequence(in: topology, count: 100)) == [2])
    }

    @Test("gets no read while the primary may stand in, not even one that asks for it")
    func primaryStandsIn() throws {
        let topology = try Topology.three(0, 1, 1).with("replica-1", .catchingUp).down("replica-2")
        for target in [.any, .replica(index: 1), .node("replica-1")] as [ReadTarget] {
            #expect(router.decide(.read(target), in: topology).cause == .fallbackToPrimary)
        }
    }

    @Test("gets the reads that no other node may serve", arguments: NamedRouter.withPrimary)
    func lastResort(named: NamedRouter) throws {
        let topology = try Topology.three(0, 1, 1).down("replica-2").with("replica-1", .catchingUp)
        let strict = named.make(RoutingPolicy(fallback: .fail))
        let primaryDown = topology.down("primary")
        for (router, topology) in [(strict, topology), (named.router, primaryDown)] {
            for target in [.any, .replica(index: 1), .node("replica-1")] as [ReadTarget] {
                let decision = router.decide(.read(target), in: topology)
                #expect(decision.chosen?.id == "replica-1")
                #expect(decision.cause == .lastResort)
            }
        }
    }

    @Test("gets no read that asks for another node, was tried on it, or allows less lag")
    func wishes() throws {
        let topology = try Topology.three(0, 1, 1).down("replica-2").with("replica-1", .catchingUp)
            .behind("replica-1", time: .seconds(9))
        #expect(strict.decide(.read(.replica(index: 2)), in: topology).failure?.code == .noEligibleNode)
        #expect(strict.decide(.read(.any, excluded: [1]), in: topology).failure?.code == .noEligibleNode)
        let fresh = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(1)))
        #expect(strict.decide(fresh, in: topology).failure?.code == .noEligibleNode)
        #expect(strict.decide(.read, in: topology).chosen?.id == "replica-1")
    }

    @Test("takes no write and no read that must see the latest, though it is the primary")
    func demoted() throws {
        let topology = try Topology.three().with("primary", .catchingUp).down("replica-1").down("replica-2")
        var pinned = RoutingRequest.read
        pinned.isPinned = true
        for request in [.write, .read(.primary), pinned] {
            #expect(router.decide(request, in: topology).chosen == nil)
        }
        #expect(router.decide(.read, in: topology).cause == .lastResort)
    }

    @Test("is in the explanation, with the reason while it is passed over and as eligible when it is not")
    func explained() throws {
        let topology = try Topology.three(0, 1, 1).down("replica-2").updating("replica-1") { status in
            status.state = .catchingUp
            status.reason = "catching up to 0/5000128"
        }
        let passedOver = router.decide(.read, in: topology, explains: true).explanation
        #expect(passedOver?.rejected.first?.reason == .catchingUp("catching up to 0/5000128"))
        #expect(passedOver?.rejected.first?.filter == .health)
        let lastResort = strict.decide(.read, in: topology, explains: true).explanation
        #expect(lastResort?.eligible == ["replica-1"])
        let named = strict.decide(.read(.node("replica-1")), in: topology, explains: true).explanation
        #expect(named?.eligible == ["replica-1"])
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Staleness")
struct StalenessTests {
    private func eligible(
        _ topology: Topology,
        _ limit: StalenessLimit?,
        _ step: FilterChain.Step = .staleness()
    ) -> [NodeID] {
        let router = WeightedPrimaryReplicaRouter(policy: RoutingPolicy(fallback: .fail), filters: [step])
        let request = RoutingRequest(intent: .read, preference: .replica, staleness: limit)
        return router.decide(request, in: topology, explains: true).explanation?.eligible ?? []
    }

    @Test("a node at the limit may serve, one beyond it may not, in time and in bytes")
    func limit() throws {
        let topology = try Topology.three()
            .behind("replica-1", time: .seconds(10), bytes: 1_000)
            .behind("replica-2", time: .seconds(10) + .nanoseconds(1), bytes: 1_001)
        #expect(eligible(topology, nil) == ["replica-1", "replica-2"])
        #expect(eligible(topology, StalenessLimit(time: .seconds(10))) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(bytes: 1_000)) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(time: .seconds(10), bytes: 999)) == [])
        #expect(eligible(topology, StalenessLimit(time: .seconds(9), bytes: 2_000)) == [])
        #expect(eligible(topology, StalenessLimit(time: .seconds(11), bytes: 2_000)) == ["replica-1", "replica-2"])
    }

    @Test("on an idle primary a standby that has replayed everything is not behind, however old its data")
    func idlePrimary() throws {
        let topology = try Topology.three()
            .behind("replica-1", time: .seconds(86_400), bytes: 0)
            .behind("replica-2", time: .seconds(86_400), bytes: 1)
        #expect(eligible(topology, StalenessLimit(time: .seconds(1))) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(time: .seconds(1), bytes: 0)) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(time: .zero)) == ["replica-1"])
    }

    @Test("a lag that is not known is not zero")
    func unknown() throws {
        let topology = try Topology.three().behind("replica-1", time: .zero)
        #expect(eligible(topology, StalenessLimit(bytes: .max)) == [])
        #expect(eligible(topology, StalenessLimit(time: .seconds(1))) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(time: .seconds(1), bytes: 1)) == [])
        let halfKnown = try Topology.three().behind("replica-1", bytes: 5)
        #expect(eligible(halfKnown, StalenessLimit(time: .seconds(1))) == [])
        #expect(eligible(halfKnown, StalenessLimit()) == ["replica-1", "replica-2"])
    }

    @Test("the primary is never behind, unless it was seen as a standby")
    func primary() throws {
        let router = WeightedPrimaryReplicaRouter()
        let request = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(1)))
        let topology = try Topology.three(1, 1, 1)
        let explanation = router.decide(request, in: topology, explains: true).explanation
        #expect(explanation?.eligible == ["primary"])
        #expect(explanation?.rejected.map(\.reason) == [.stalenessUnknown, .stalenessUnknown])
        let demoted = topology.seeing("primary", as: .replica)
        #expect(router.decide(request, in: demoted).failure?.code == .noEligibleNode)
        #expect(router.decide(.read, in: demoted).chosen != nil)
    }

    @Test("a primary that was demoted stands in for replicas within the limit only, and is said to be behind")
    func demoted() throws {
        let request = RoutingRequest(intent: .read, staleness: StalenessLimit(time: .seconds(10)))
        let router = WeightedPrimaryReplicaRouter()
        let topology = try Topology.three(0, 1, 1).seeing("primary", as: .replica).down("replica-1").down("replica-2")
        let late = topology.behind("primary", time: .seconds(11))
        let decision = router.decide(request, in: late, explains: true)
        #expect(decision.failure?.code == .noEligibleNode)
        #expect(decision.explanation?.rejected.first?.reason == .tooStale(ReplicationLag(time: .seconds(11))))
        #expect(router.decide(request, in: topology.behind("primary", time: .seconds(9))).chosen?.id == "primary")
        #expect(router.decide(.read, in: late).cause == .fallbackToPrimary)
    }

    @Test("a filter's own limit holds for reads that have none, and the request's comes first")
    func ownLimit() throws {
        let topology = try Topology.three()
            .behind("replica-1", time: .seconds(1)).behind("replica-2", time: .seconds(20))
        let step = FilterChain.Step.staleness(limit: StalenessLimit(time: .seconds(10)))
        #expect(eligible(topology, nil, step) == ["replica-1"])
        #expect(eligible(topology, StalenessLimit(time: .seconds(30)), step) == ["replica-1", "replica-2"])
    }

    @Test("as many nodes as are to be kept stay, the least behind first, so that a general lag melts no primary")
    func minimumKept() throws {
        var topology = try Topology.primaryAndReplicas(0, replicas: [1, 1, 1, 1, 1])
        for (index, seconds) in [50, 20, 40, 30].enumerated() {
            topology = topology.behind(NodeID("replica-\(index + 1)"), time: .seconds(seconds))
        }
        let limit = StalenessLimit(time: .seconds(10))
        func kept(_ count: Int, bound: StalenessLimit? = nil) -> [NodeID] {
            eligible(topology, limit, .staleness(minimumKept: count, bound: bound))
        }
        #expect(kept(0) == [])
        #expect(kept(1) == ["replica-2"])
        #expect(kept(2) == ["replica-2", "replica-4"])
        #expect(kept(9) == ["replica-1", "replica-2", "replica-3", "replica-4"])
        #expect(kept(3, bound: StalenessLimit(time: .seconds(35))) == ["replica-2", "replica-4"])
        topology = topology.behind("replica-3", time: .seconds(5))
        // The bound is for those beyond the limit only.
        #expect(kept(1, bound: StalenessLimit(time: .seconds(2))) == ["replica-3"])
        #expect(kept(1) == ["replica-3"])
        #expect(kept(2) == ["replica-2", "replica-3"])
    }

    @Test("the node that a read asks for is held to the limit too")
    func requestedNode() throws {
        let topology = try Topology.three().behind("replica-1", time: .seconds(30))
        let router = WeightedPrimaryReplicaRouter(filters: [.staleness(minimumKept: 2)])
        var request = RoutingRequest.read(.replica(index: 1))
        request.staleness = StalenessLimit(time: .seconds(10))
        #expect(router.decide(request, in: topology).cause == .fallbackToPrimary)
        request.staleness = StalenessLimit(time: .seconds(30))
        #expect(router.decide(request, in: topology).cause == .replicaIndex)
    }

    @Test("lags and limits at the ends of their ranges do not overflow")
    func extremes() throws {
        let long = Duration(secondsComponent: .max, attosecondsComponent: 0)
        let topology = try Topology.three()
            .behind("replica-1", time: long, bytes: .max).behind("replica-2", time: .zero - long, bytes: 1)
        #expect(eligible(topology, StalenessLimit(time: .nanoseconds(1), bytes: 1)) == ["replica-2"])
        #expect(eligible(topology, StalenessLimit(time: long, bytes: .max)) == ["replica-1", "replica-2"])
        #expect(eligible(topology, StalenessLimit(time: .zero - long)) == ["replica-2"])
    }

    @Test("the reason says how far a node is behind")
    func reason() throws {
        let topology = try Topology.three(0, 1, 1).behind("replica-1", time: .seconds(3), bytes: 7)
        let request = RoutingRequest(intent: .read, preference: .replica, staleness: StalenessLimit(time: .seconds(1)))
        let failure = WeightedPrimaryReplicaRouter().decide(request, in: topology).failure
        #expect(
            failure?.message == "no node may serve this read: primary has not the role that is wanted (replica); "
                + "replica-1 is too far behind (3.0 seconds, 7 bytes); replica-2 is behind by nobody knows how much"
        )
    }
}

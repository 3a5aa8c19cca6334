// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Pinned reads")
struct PinnedReadTests {
    @Test("before a write 100 reads may get a replica, after it none of 100 does", arguments: NamedRouter.all)
    func beforeAndAfter(named: NamedRouter) throws {
        let topology = try Topology.three(0, 1, 1)
        let before = named.router.tally(in: topology, draws: 100, seed: 1).counts
        #expect(before[0] == 0 && before[1] + before[2] == 100)
        let after = named.router.tally(RoutingRequest(intent: .read, isPinned: true), in: topology, draws: 100, seed: 1)
        #expect(after.counts == [100, 0, 0])
    }

    @Test("a router without pinning takes no notice", arguments: NamedRouter.all)
    func withoutPinning(named: NamedRouter) throws {
        let router = named.make(RoutingPolicy(pins: false))
        let pinned = RoutingRequest(intent: .read, isPinned: true)
        #expect(router.tally(pinned, in: try .three(0, 1, 1), draws: 100, seed: 1).counts[0] == 0)
    }

    @Test("a pinned read goes to the primary whatever else it asks for, or fails")
    func overAll() throws {
        let router = WeightedPrimaryReplicaRouter()
        let topology = try Topology.three()
        for target in [.any, .replica(index: 1), .replica(index: 9), .node("replica-2")] as [ReadTarget] {
            let request = RoutingRequest(
                intent: .read,
                target: target,
                isPinned: true,
                preference: .replica,
                staleness: StalenessLimit(time: .zero),
                tagSets: [["use": "reports"]],
                zone: "b",
                stickyKey: 7
            )
            #expect(router.decide(request, in: topology).chosen?.id == "primary")
            #expect(router.decide(request, in: topology).cause == .pinned)
            let failure = router.decide(request, in: topology.down("primary", "timeout")).failure
            #expect(
                failure?.message == "no node may serve this read: primary is down (timeout); "
                    + "replica-1 is not the primary, where this read is pinned; "
                    + "replica-2 is not the primary, where this read is pinned"
            )
            #expect(router.decide(request, in: topology.seeing("primary", as: .replica)).chosen == nil)
        }
    }

    @Test("a small and active read stays on the primary, unless it asks for a node itself")
    func active() throws {
        let router = WeightedPrimaryReplicaRouter()
        var request = RoutingRequest(intent: .read, workload: .active)
        #expect(router.decide(request, in: try .three(0, 1, 1)).cause == .active)
        #expect(router.decide(request, in: try .three(0, 1, 1)).chosen?.id == "primary")
        request.target = .replica(index: 1)
        #expect(router.decide(request, in: try .three(0, 1, 1)).chosen?.id == "replica-1")
    }
}

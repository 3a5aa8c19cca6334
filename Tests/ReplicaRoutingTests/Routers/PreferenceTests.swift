// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Read preferences")
struct PreferenceTests {
    private func chosen(
        _ request: RoutingRequest,
        _ topology: Topology,
        _ policy: RoutingPolicy = .init()
    ) -> Set<NodeID> {
        let router = WeightedPrimaryReplicaRouter(policy: policy)
        var context = RoutingContext(seed: 3)
        return Set((0..<200).compactMap { _ in router.decide(request, in: topology, context: &context).chosen?.id })
    }

    @Test("each preference has its roles while all nodes are up")
    func allUp() throws {
        let topology = try Topology.three()
        #expect(chosen(.read, topology) == ["primary", "replica-1", "replica-2"])
        #expect(chosen(.prefer(.primary), topology) == ["primary"])
        #expect(chosen(.prefer(.primaryPreferred), topology) == ["primary"])
        #expect(chosen(.prefer(.replica), topology) == ["replica-1", "replica-2"])
        #expect(chosen(.prefer(.replicaPreferred), topology) == ["replica-1", "replica-2"])
        #expect(chosen(.prefer(.nearest), topology) == ["primary", "replica-1", "replica-2"])
    }

    @Test("without replicas those go to the primary that may")
    func replicasDown() throws {
        let topology = try Topology.three().down("replica-1").down("replica-2")
        #expect(chosen(.prefer(.replica), topology) == [])
        #expect(chosen(.prefer(.replicaPreferred), topology) == ["primary"])
        #expect(chosen(.prefer(.replicaPreferred), topology, RoutingPolicy(fallback: .fail)) == [])
        #expect(chosen(.prefer(.nearest), topology) == ["primary"])
    }

    @Test("without the primary those go to the replicas that may")
    func primaryDown() throws {
        let topology = try Topology.three().down("primary")
        #expect(chosen(.prefer(.primary), topology) == [])
        #expect(chosen(.prefer(.primaryPreferred), topology) == ["replica-1", "replica-2"])
        #expect(chosen(.prefer(.nearest), topology) == ["replica-1", "replica-2"])
        let demoted = try Topology.three().seeing("primary", as: .replica)
        #expect(chosen(.prefer(.primaryPreferred), demoted) == ["replica-1", "replica-2"])
    }

    @Test("a router's preference holds for reads that have none")
    func ofTheRouter() throws {
        let policy = RoutingPolicy(preference: .replica)
        #expect(chosen(.read, try .three(), policy) == ["replica-1", "replica-2"])
        #expect(chosen(.prefer(.primary), try .three(), policy) == ["primary"])
    }

    @Test("the nearest are those within a millisecond of the fastest, or within the window that is asked for")
    func nearest() throws {
        let topology = try Topology.three()
            .answering("primary", in: .microseconds(2_500)).answering("replica-1", in: .microseconds(400))
            .answering("replica-2", in: .microseconds(1_400))
        #expect(chosen(.prefer(.nearest), topology) == ["replica-1", "replica-2"])
        var wide = RoutingRequest.prefer(.nearest)
        wide.latencyWindow = .microseconds(2_100)
        #expect(chosen(wide, topology) == ["primary", "replica-1", "replica-2"])
        #expect(chosen(.read, topology) == ["primary", "replica-1", "replica-2"])
    }

    @Test("the reasons say what was preferred")
    func reasons() throws {
        let router = WeightedPrimaryReplicaRouter()
        let topology = try Topology.three()
        func rejected(_ preference: ReadPreference) -> [RejectionReason]? {
            router.decide(.prefer(preference), in: topology, explains: true).explanation?.rejected.map(\.reason)
        }
        #expect(rejected(.primary) == [.notPreferred(.primary), .notPreferred(.primary)])
        #expect(rejected(.primaryPreferred) == [.notPreferred(.primaryPreferred), .notPreferred(.primaryPreferred)])
        #expect(rejected(.replica) == [.notPreferred(.replica)])
        #expect(rejected(.replicaPreferred) == [.primaryOnlyAsFallback])
        #expect(rejected(.nearest) == [])
    }
}

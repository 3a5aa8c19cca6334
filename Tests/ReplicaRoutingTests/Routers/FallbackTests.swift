// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Fallback")
struct FallbackTests {
    private let router = WeightedPrimaryReplicaRouter()
    private let strict = WeightedPrimaryReplicaRouter(fallback: .fail)

    @Test("with no replica left the primary serves the read, if it may")
    func toPrimary() throws {
        let topology = try Topology.three(0, 1, 1).down("replica-1").with("replica-2", .draining)
        for target in [.any, .replica(index: 1), .node("replica-2")] as [ReadTarget] {
            let decision = router.decide(.read(target), in: topology)
            #expect(decision.chosen?.id == "primary")
            #expect(decision.cause == .fallbackToPrimary)
        }
        let demoted = topology.seeing("primary", as: .replica)
        #expect(router.decide(.read, in: demoted).cause == .fallbackToPrimary)
    }

    @Test("a replica that was promoted is replaced by the primary")
    func promoted() throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [1]).seeing("replica-1", as: .primary)
        #expect(router.decide(.read, in: topology).cause == .fallbackToPrimary)
        #expect(router.decide(.read(.replica(index: 1)), in: topology).chosen?.id == "primary")
    }

    @Test("a named node that is not eligible falls back although other replicas are")
    func namedFallsBack() throws {
        let topology = try Topology.three().down("replica-1")
        #expect(router.decide(.read(.replica(index: 1)), in: topology).chosen?.id == "primary")
        #expect(router.decide(.read(.node("replica-2"), excluded: [2]), in: topology).chosen?.id == "primary")
    }

    @Test("with no node left the read fails, listing every node with its reason")
    func nothingLeft() throws {
        let topology = try Topology.three()
            .down("replica-1", "connection refused")
            .seeing("replica-2", as: .primary)
        let decision = router.decide(.read(.any, excluded: [0]), in: topology)
        #expect(decision.failure?.code == .noEligibleNode)
        #expect(decision.failure?.node == nil)
        #expect(
            decision.failure?.message == "no node may serve this read: primary was already tried; "
                + "replica-1 is down (connection refused); "
                + "replica-2 is not in its configured role (seen as primary)"
        )
        #expect(routingError { () throws(RoutingError) in try decision.get() } == decision.failure)
    }

    @Test("where the fallback is to fail, the primary never stands in")
    func fails() throws {
        let topology = try Topology.three(0, 1, 1).down("replica-1").with("replica-2", .probing)
        let any = strict.decide(.read, in: topology).failure
        #expect(any?.code == .noEligibleNode)
        #expect(
            any?.message == "no node may serve this read: primary has weight 0; replica-1 is down; "
                + "replica-2 has not been probed yet"
        )
        let named = strict.decide(.read(.replica(index: 1)), in: topology).failure
        #expect(named?.code == .noEligibleNode)
        #expect(named?.node == "replica-1")
        #expect(
            named?.message == "no node may serve this read: primary was not requested; replica-1 is down; "
                + "replica-2 was not requested"
        )
    }

    @Test("where the fallback is to fail, a primary with weight still takes its share")
    func weightedPrimary() throws {
        let topology = try Topology.three(1, 1, 1).down("replica-1").down("replica-2")
        let decision = strict.decide(.read, in: topology)
        #expect(decision.chosen?.id == "primary")
        #expect(decision.cause == .weighted)
    }

    @Test("a read fails without a primary to fall back to")
    func noPrimary() throws {
        let topology = try Topology.replicasOnly([1]).down("replica-1", "timeout")
        #expect(
            router.decide(.read, in: topology).failure?.message
                == "no node may serve this read: replica-1 is down (timeout)"
        )
    }
}

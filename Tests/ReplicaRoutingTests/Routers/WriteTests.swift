// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Writes")
struct WriteTests {
    private let router = WeightedPrimaryReplicaRouter()

    @Test("a write goes to the primary, whatever its weight and whatever the target")
    func primary() throws {
        let topology = try Topology.three(0, 1, 1).seeing("primary", as: .primary)
        for target in [.any, .primary, .replica(index: 1), .node("replica-1")] as [ReadTarget] {
            let decision = router.decide(RoutingRequest(intent: .write, target: target), in: topology)
            #expect(decision.chosen?.id == "primary")
            #expect(decision.position == 0)
            #expect(decision.cause == .write)
        }
    }

    @Test("a write fails when the primary cannot take it, with the reason")
    func unfit() throws {
        let topology = try Topology.three()
        let unfit: [(Topology, NodeSet, String)] = [
            (topology.down("primary", "connection refused"), [], "is down (connection refused)"),
            (topology.down("primary"), [], "is down"),
            (topology.with("primary", .probing), [], "has not been probed yet"),
            (topology.with("primary", .draining), [], "is draining"),
            (topology.seeing("primary", as: .replica), [], "is not in its configured role (seen as replica)"),
            (topology, [0], "was already tried"),
        ]
        for (topology, excluded, reason) in unfit {
            let decision = router.decide(RoutingRequest(intent: .write, excluded: excluded), in: topology)
            #expect(decision.chosen == nil)
            #expect(decision.position == nil)
            #expect(decision.cause == .failed)
            #expect(decision.failure?.code == .noEligibleNode)
            #expect(decision.failure?.node == "primary")
            #expect(
                decision.failure?.message == "no node may take this write: primary \(reason); "
                    + "replica-1 is not the primary; replica-2 is not the primary"
            )
        }
    }

    @Test("a write fails when there is no primary")
    func noPrimary() throws {
        let failure = router.decide(.write, in: try .replicasOnly([1, 1])).failure
        #expect(failure?.code == .noPrimary)
        #expect(
            failure?.message == "a write needs the primary, and the topology has none: "
                + "its nodes are all replicas (replica-1, replica-2)"
        )
    }

    @Test("a write never goes to a replica that was promoted")
    func promoted() throws {
        let topology = try Topology.three().down("primary").seeing("replica-1", as: .primary)
        #expect(router.decide(.write, in: topology).chosen == nil)
    }
}

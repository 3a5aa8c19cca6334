// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Reads that ask for a node")
struct ReadTargetTests {
    private let router = WeightedPrimaryReplicaRouter()

    @Test("the indices nil, 0 and -1 choose no particular replica", arguments: [nil, 0, -1] as [Int?])
    func noIndex(index: Int?) throws {
        let topology = try Topology.three()
        let any = router.tally(in: topology, draws: 2_000, seed: 8).counts
        #expect(router.tally(.read(.replica(index: index)), in: topology, draws: 2_000, seed: 8).counts == any)
        #expect(router.decide(.read(.replica(index: index)), in: topology).cause == .weighted)
    }

    @Test("a replica index counts the replicas from 1 in the order given")
    func index() throws {
        let topology = try Topology([
            Node(id: "b", role: .replica),
            Node(id: "p", role: .primary),
            Node(id: "a", role: .replica, weight: 0),
        ])
        for (index, name) in [(1, "b"), (2, "a")] {
            let decision = router.decide(.read(.replica(index: index)), in: topology)
            #expect(decision.chosen?.id == NodeID(name))
            #expect(decision.cause == .replicaIndex)
        }
    }

    @Test("any other index is an error that names the valid ones", arguments: [3, 9, -2, Int.max, Int.min])
    func indexOutOfRange(index: Int) throws {
        for explains in [false, true] {
            let decision = router.decide(.read(.replica(index: index)), in: try .three(), explains: explains)
            #expect(decision.chosen == nil)
            #expect(decision.failure?.code == .replicaIndexOutOfRange)
            #expect(
                decision.failure?.message == "replica index \(index) is out of range: valid are 1 to 2; "
                    + "nil, 0 and -1 choose no particular replica"
            )
        }
    }

    @Test("an index out of range names what is valid with one replica and with none")
    func indexOutOfFewReplicas() throws {
        let one = try Topology.primaryAndReplicas(1, replicas: [1])
        #expect(
            router.decide(.read(.replica(index: 2)), in: one).failure?.message
                == "replica index 2 is out of range: valid is 1; nil, 0 and -1 choose no particular replica"
        )
        let none = try Topology.primaryAndReplicas(1, replicas: [])
        #expect(
            router.decide(.read(.replica(index: 1)), in: none).failure?.message
                == "replica index 1 is out of range: the topology has no replicas; "
                + "nil, 0 and -1 choose no particular replica"
        )
    }

    @Test("a named node is chosen whatever its weight, the primary too")
    func named() throws {
        let topology = try Topology.three(0, 0, 1).seeing("primary", as: .replica)
        for name in ["primary", "replica-1", "replica-2"] {
            let decision = router.decide(.read(.node(NodeID(name))), in: topology)
            #expect(decision.chosen?.id == NodeID(name))
            #expect(decision.cause == .namedNode)
        }
    }

    @Test("an unknown name is an error that names the valid ones")
    func unknownName() throws {
        let failure = router.decide(.read(.node("db9")), in: try .three()).failure
        #expect(failure?.code == .unknownNode)
        #expect(failure?.node == "db9")
        #expect(failure?.message == "there is no node called db9: valid are primary, replica-1, replica-2")
        let alone = try Topology.replicasOnly([1])
        #expect(
            router.decide(.read(.node("")), in: alone).failure?.message
                == "there is no node called \"\": valid is replica-1"
        )
    }

    @Test("a read for the primary goes to it, whatever its weight")
    func primary() throws {
        let decision = router.decide(.read(.primary), in: try .three(0, 1, 1))
        #expect(decision.chosen?.id == "primary")
        #expect(decision.cause == .forcedPrimary)
    }

    @Test("a read for the primary never goes elsewhere")
    func primaryOrFailure() throws {
        let topology = try Topology.three()
        let unfit: [(Topology, NodeSet, String)] = [
            (topology.down("primary", "timeout"), [], "is down (timeout)"),
            (topology.with("primary", .draining), [], "is draining"),
            (topology.seeing("primary", as: .replica), [], "is not in its configured role (seen as replica)"),
            (topology, [0], "was already tried"),
        ]
        for (topology, excluded, reason) in unfit {
            let failure = router.decide(.read(.primary, excluded: excluded), in: topology).failure
            #expect(failure?.code == .noEligibleNode)
            #expect(failure?.node == "primary")
            #expect(
                failure?.message == "no node may serve this read: primary \(reason); "
                    + "replica-1 was not requested; replica-2 was not requested"
            )
        }
        let failure = router.decide(.read(.primary), in: try .replicasOnly([1, 1])).failure
        #expect(failure?.code == .noPrimary)
        #expect(
            failure?.message == "this read asks for the primary, and the topology has none: "
                + "its nodes are all replicas (replica-1, replica-2)"
        )
    }
}

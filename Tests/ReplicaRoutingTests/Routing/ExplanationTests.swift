// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Explanations")
struct ExplanationTests {
    private let router = WeightedPrimaryReplicaRouter()

    private func explain(
        _ request: RoutingRequest,
        in topology: Topology,
        fallback: ReadFallback = .primary
    ) -> Explanation? {
        WeightedPrimaryReplicaRouter(fallback: fallback).decide(request, in: topology, explains: true).explanation
    }

    @Test("there is an explanation only when the context asks for one")
    func onRequest() throws {
        let topology = try Topology.three()
        for request in [.read, .write, .read(.replica(index: 9))] as [RoutingRequest] {
            #expect(router.decide(request, in: topology).explanation == nil)
            #expect(router.decide(request, in: topology, explains: true).explanation != nil)
        }
    }

    @Test("a weighted read names its candidates and the reason of every other node")
    func weighted() throws {
        let topology = try Topology.primaryAndReplicas(0, replicas: [1, 1, 1, 1, 1, 0])
            .down("replica-2", "timeout").with("replica-3", .probing).with("replica-4", .draining)
            .seeing("replica-5", as: .primary)
        #expect(
            explain(.read, in: topology)
                == Explanation(
                    eligible: ["replica-1"],
                    rejected: [
                        Rejection(node: "primary", reason: .primaryOnlyAsFallback),
                        Rejection(node: "replica-2", reason: .down("timeout")),
                        Rejection(node: "replica-3", reason: .probing),
                        Rejection(node: "replica-4", reason: .draining),
                        Rejection(node: "replica-5", reason: .roleMismatch(observed: .primary)),
                        Rejection(node: "replica-6", reason: .zeroWeight),
                    ]
                )
        )
        #expect(explain(.read, in: topology, fallback: .fail)?.rejected.first?.reason == .zeroWeight)
    }

    @Test("a read that fell back has the primary as its only eligible node")
    func fallback() throws {
        let topology = try Topology.three(0, 1, 1).down("replica-1")
        #expect(
            explain(.read(.any, excluded: [2]), in: topology)
                == Explanation(
                    eligible: ["primary"],
                    rejected: [
                        Rejection(node: "replica-1", reason: .down(nil)),
                        Rejection(node: "replica-2", reason: .excluded),
                    ]
                )
        )
        #expect(
            explain(.read(.replica(index: 1)), in: topology)
                == Explanation(
                    eligible: ["primary"],
                    rejected: [
                        Rejection(node: "replica-1", reason: .down(nil)),
                        Rejection(node: "replica-2", reason: .notRequested),
                    ]
                )
        )
    }

    @Test("a read for one node says that the others were not requested")
    func oneNode() throws {
        let topology = try Topology.three()
        let others = [
            Rejection(node: "primary", reason: .primaryOnlyAsFallback),
            Rejection(node: "replica-2", reason: .notRequested),
        ]
        for target in [.replica(index: 1), .node("replica-1")] as [ReadTarget] {
            #expect(explain(.read(target), in: topology) == Explanation(eligible: ["replica-1"], rejected: others))
        }
        let strict = explain(.read(.node("replica-1")), in: topology, fallback: .fail)
        #expect(strict?.rejected.map(\.reason) == [.notRequested, .notRequested])
        let primary = explain(.read(.primary), in: topology)
        #expect(primary?.eligible == ["primary"])
        #expect(primary?.rejected.map(\.reason) == [.notRequested, .notRequested])
    }

    @Test("a write says which nodes are not the primary")
    func write() throws {
        let topology = try Topology.three().down("replica-1")
        #expect(
            explain(.write, in: topology)
                == Explanation(
                    eligible: ["primary"],
                    rejected: [
                        Rejection(node: "replica-1", reason: .notPrimary),
                        Rejection(node: "replica-2", reason: .notPrimary),
                    ]
                )
        )
    }

    @Test("every reason reads as the rest of a sentence")
    func reasons() {
        let sentences: [(RejectionReason, String)] = [
            (.notPrimary, "db1 is not the primary"),
            (.down("connection refused"), "db1 is down (connection refused)"),
            (.down(nil), "db1 is down"),
            (.probing, "db1 has not been probed yet"),
            (.draining, "db1 is draining"),
            (.excluded, "db1 was already tried"),
            (.notRequested, "db1 was not requested"),
            (.roleMismatch(observed: .primary), "db1 is not in its configured role (seen as primary)"),
            (.zeroWeight, "db1 has weight 0"),
            (.primaryOnlyAsFallback, "db1 serves reads only as a fallback"),
        ]
        for (reason, sentence) in sentences {
            #expect("\(Rejection(node: "db1", reason: reason))" == sentence)
        }
    }
}

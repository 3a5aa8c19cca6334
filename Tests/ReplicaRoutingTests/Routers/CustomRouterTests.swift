// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

/// A router written with nothing but the public interface: reads go to the first node that may serve them.
private struct FirstNodeRouter: Router {
    func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
        guard request.intent == .read else {
            return WeightedPrimaryReplicaRouter().decide(request, in: topology, context: &context)
        }
        var rejected: [Rejection] = []
        for (position, node) in topology.nodes.enumerated() {
            guard let reason = topology.rejectionOfRead(at: position, excluding: request.excluded) else {
                return Decision(choosing: position, in: topology, cause: "firstNode")
            }
            rejected.append(Rejection(node: node.id, reason: reason))
        }
        return Decision(failing: .noEligibleNode(for: .read, rejected: rejected))
    }
}

@Suite("Routers of one's own")
struct CustomRouterTests {
    @Test("a router of one method decides, with causes of its own")
    func decides() throws {
        let router: any Router = FirstNodeRouter()
        let topology = try Topology.three().down("primary", "timeout")
        let decision = router.decide(.read, in: topology)
        #expect(decision.chosen?.id == "replica-1")
        #expect(decision.cause == "firstNode")
        #expect("\(decision)" == "replica-1 (firstNode)")
        #expect(try decision.get().id == "replica-1")
    }

    @Test("a router of one method fails with the reasons")
    func fails() throws {
        let decision = FirstNodeRouter().decide(.read(.any, excluded: [0]), in: try .replicasOnly([1]))
        let message = "no node may serve this read: replica-1 was already tried"
        #expect(decision.failure == RoutingError(code: .noEligibleNode, message: message))
        #expect("\(decision)" == "noEligibleNode: \(message)")
    }

    @Test("a choice of a position that is not there is a failure", arguments: [-1, 3, Int.max, Int.min])
    func impossiblePosition(position: Int) throws {
        let decision = Decision(choosing: position, in: try .three(), cause: "firstNode")
        #expect(decision.chosen == nil)
        #expect(decision.cause == .failed)
        #expect(decision.failure?.code == .unknownNode)
        #expect(decision.failure?.message == "the router chose position \(position): valid are 0 to 2")
    }
}

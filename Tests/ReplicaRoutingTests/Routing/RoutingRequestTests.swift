// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Requests")
struct RoutingRequestTests {
    @Test("a request keeps what it is given, and its parts change on their own")
    func roundTrip() {
        var request = RoutingRequest(
            intent: .read,
            target: .node("db2"),
            excluded: [3, 64, 200],
            isPinned: true,
            workload: .bulk,
            preference: .nearest,
            staleness: StalenessLimit(bytes: 5),
            tagSets: [["a": "b"]],
            zone: "z",
            latencyWindow: .milliseconds(3),
            stickyKey: 9
        )
        #expect(request.target == .node("db2"))
        #expect(request.excluded == [3, 64, 200])
        #expect(request.staleness == StalenessLimit(bytes: 5))
        #expect(request.tagSets == [["a": "b"]])
        #expect(request.zone == "z")
        #expect(request.latencyWindow == .milliseconds(3))
        let copy = request
        request.excluded.insert(130)
        request.target = .replica(index: 2)
        request.zone = nil
        #expect(request.excluded == [3, 64, 130, 200] && request.target == .replica(index: 2) && request.zone == nil)
        #expect(copy.excluded == [3, 64, 200] && copy.target == .node("db2") && copy.zone == "z")
        #expect(copy != request)
    }

    @Test("requests that were changed back are equal again")
    func equality() {
        var request = RoutingRequest.read
        request.zone = "a"
        request.excluded = [70]
        request.target = .node("a")
        #expect(request != .read)
        request.zone = nil
        request.excluded = []
        request.target = .any
        #expect(request == .read)
        #expect(request.hashValue == RoutingRequest.read.hashValue)
        request.target = .replica(index: -1)
        #expect(request.target == .any)
    }

    @Test("positions above 63 can be excluded")
    func highPositions() throws {
        let topology = try Topology.replicasOnly(Array(repeating: 1, count: 67))
        let request = RoutingRequest(intent: .read, excluded: NodeSet((0..<67).filter { $0 != 65 }))
        for named in NamedRouter.all {
            #expect(named.router.decide(request, in: topology).position == 65)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

// The examples of the documentation, letter by letter.

struct NoBackupFilter: NodeFilter {
    let name: FilterName = "backup"

    func rejection(at position: Int, among candidates: borrowing Candidates) -> RejectionReason? {
        candidates.node(at: position).tags["job"] == "backup" ? .other("is being backed up") : nil
    }
}

struct FreshestFilter: ComparingFilter {
    let name: FilterName = "freshest"

    func threshold(among candidates: borrowing Candidates) -> Int? {
        var least = Int.max
        for position in candidates.positions where candidates.contains(position) {
            least = min(least, Self.behind(candidates.status(at: position)))
        }
        return least
    }

    func rejection(at position: Int, threshold: Int, among candidates: borrowing Candidates) -> RejectionReason? {
        Self.behind(candidates.status(at: position)) > threshold ? .other("is not the freshest") : nil
    }

    private static func behind(_ status: NodeStatus) -> Int { Int(clamping: status.lag?.bytes ?? .max) }
}

struct FreshestSelector: NodeSelector {
    let cause: Cause = "freshest"

    func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
        var best: (position: Int, lag: UInt64)?
        for position in candidates.positions where candidates.contains(position) {
            let lag = candidates.status(at: position).lag?.bytes ?? .max
            if lag < best?.lag ?? .max { best = (position, lag) }
        }
        return best?.position
    }
}

@Suite("Filters and selectors of one's own")
struct OwnPartsTests {
    private func topology() throws -> Topology {
        try Topology([
            Node(id: "p", role: .primary, weight: 0),
            Node(id: "r1", role: .replica, zone: "a", tags: ["job": "backup"]),
            Node(id: "r2", role: .replica, zone: "b"),
            Node(id: "r3", role: .replica, zone: "b"),
        ]).behind("r1", bytes: 1).behind("r2", bytes: 5).behind("r3", bytes: 3)
    }

    @Test("a filter in front of the standard ones narrows what they see, and is named in explanations")
    func filter() throws {
        let router = ComposedRouter(filters: [.each(NoBackupFilter())] + .standard, selector: WeightedSelector())
        let request = RoutingRequest(intent: .read, zone: "a")
        let decision = router.decide(request, in: try topology(), explains: true)
        #expect(decision.explanation?.eligible == ["r2", "r3"])
        let rejection = decision.explanation?.rejected.last
        #expect(rejection?.filter == "backup")
        #expect("\(try #require(rejection))" == "r1 is being backed up")
    }

    @Test("a filter that compares keeps the best of what those before it leave")
    func comparing() throws {
        let freshest: FilterChain = [.comparing(FreshestFilter())]
        let one = ComposedRouter(filters: freshest, selector: RandomSelector())
        #expect(one.decide(.read, in: try topology()).chosen?.id == "r1")
        let both = ComposedRouter(filters: [.each(NoBackupFilter())] + freshest, selector: RandomSelector())
        #expect(both.decide(.read, in: try topology()).chosen?.id == "r3")
    }

    @Test("a selector picks, with a cause of its own, and falls back as every router")
    func selector() throws {
        let router = ComposedRouter(selector: FreshestSelector())
        #expect(router.decide(.read, in: try topology()).description == "r1 (freshest)")
        let down = try topology().down("r1").down("r2").down("r3")
        #expect(router.decide(.read, in: down).cause == .fallbackToPrimary)
        #expect(router.decide(.write, in: try topology()).chosen?.id == "p")
    }

    @Test("a chain of many filters asks all of them")
    func longChain() throws {
        struct Rejects: NodeFilter {
            let name: FilterName = "rejects"
            let id: NodeID
            func rejection(at position: Int, among candidates: borrowing Candidates) -> RejectionReason? {
                candidates.node(at: position).id == id ? .other("is not wanted") : nil
            }
        }
        var steps = (0..<70).map { FilterChain.Step.each(Rejects(id: NodeID("nobody-\($0)"))) }
        steps.append(.each(Rejects(id: "r2")))
        let router = ComposedRouter(filters: FilterChain(steps) + .standard, selector: RandomSelector())
        let (counts, _) = router.tally(RoutingRequest(intent: .read, zone: "b"), in: try topology(), draws: 50, seed: 1)
        #expect(counts == [0, 0, 0, 50])
    }

    @Test("a selector that picks what is no candidate makes the decision fail", arguments: [-1, 2, 4, .max])
    func badSelector(position: Int) throws {
        struct Fixed: NodeSelector {
            let cause: Cause = "fixed"
            let position: Int
            func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? { position }
        }
        let router = ComposedRouter(selector: Fixed(position: position))
        let failure = router.decide(.read, in: try topology().down("r2"), explains: true).failure
        #expect(failure?.code == .notACandidate)
        #expect(failure?.message == "the selector fixed picked position \(position), which is no candidate")
    }

    @Test("a selector that picks nothing leaves the read to the fallback, and the reasons say so")
    func nothing() throws {
        struct Nothing: NodeSelector {
            let cause: Cause = "nothing"
            func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? { nil }
        }
        let router = ComposedRouter(selector: Nothing(), policy: RoutingPolicy(fallback: .fail))
        let failure = router.decide(.read, in: try topology()).failure
        #expect(
            failure?.message == "no node may serve this read: p has weight 0; r1 was not selected; "
                + "r2 was not selected; r3 was not selected"
        )
    }
}

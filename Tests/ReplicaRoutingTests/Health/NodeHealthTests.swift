// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Node health")
struct NodeHealthTests {
    /// A machine, a clock and a backoff without jitter: 1 s, 2 s, 4 s, 4 s ...
    private struct Bench {
        var health: NodeHealth
        var now = RoutingInstant()
        var generator = RoutingGenerator(seed: 1)

        init(unproven: Bool = false) throws {
            let backoff = try Backoff(initial: .seconds(1), multiplier: 2, maximum: .seconds(4), jitter: 0)
            health = unproven ? .unproven(backoff: backoff) : NodeHealth(backoff: backoff)
        }

        mutating func handle(_ event: NodeHealth.Event, after seconds: Int = 0) -> NodeHealth.Action {
            now = now.advanced(by: .seconds(seconds))
            return health.handle(event, at: now, using: &generator)
        }

        func instant(_ seconds: Int) -> RoutingInstant {
            RoutingInstant().advanced(by: .seconds(seconds))
        }
    }

    @Test("a node starts up, and a successful probe changes nothing")
    func staysUp() throws {
        var bench = try Bench()
        let before = bench.health
        #expect(before.state == .up)
        #expect(bench.handle(.probeSucceeded) == .none)
        #expect(bench.health == before)
    }

    @Test(
        "the first failure ejects a node, be it up or unproven, by a probe or by traffic",
        arguments: [.probeFailed(reason: "refused"), .trafficFailed(reason: "refused")] as [NodeHealth.Event],
        [false, true]
    )
    func firstFailure(event: NodeHealth.Event, unproven: Bool) throws {
        var bench = try Bench(unproven: unproven)
        #expect(bench.handle(event, after: 10) == .eject(nextProbe: bench.instant(11)))
        #expect(bench.health.state == .down)
        #expect(bench.health.consecutiveFailures == 1)
        #expect(bench.health.downSince == bench.instant(10))
        #expect(bench.health.reason == "refused")
    }

    @Test("failed probes back off up to the maximum and keep the moment of the ejection")
    func backsOff() throws {
        var bench = try Bench()
        _ = bench.handle(.trafficFailed(reason: "reset"), after: 5)
        #expect(bench.handle(.probeFailed(reason: "refused"), after: 1) == .probeAgain(at: bench.instant(8)))
        #expect(bench.handle(.probeFailed(reason: "refused"), after: 2) == .probeAgain(at: bench.instant(12)))
        #expect(bench.handle(.probeFailed(reason: "timeout"), after: 4) == .probeAgain(at: bench.instant(16)))
        #expect(bench.health.consecutiveFailures == 4)
        #expect(bench.health.downSince == bench.instant(5))
        #expect(bench.health.reason == "timeout")
    }

    @Test("traffic that fails while the node is down changes nothing")
    func trafficWhileDown() throws {
        var bench = try Bench()
        _ = bench.handle(.probeFailed(reason: "refused"))
        let before = bench.health
        for _ in 0..<100 {
            #expect(bench.handle(.trafficFailed(reason: "reset"), after: 1) == .none)
        }
        #expect(bench.health == before)
        #expect(bench.handle(.probeFailed(reason: "refused")) == .probeAgain(at: bench.instant(102)))
    }

    @Test("a successful probe readmits the node and forgets the failures")
    func readmits() throws {
        var bench = try Bench()
        let fresh = bench.health
        _ = bench.handle(.trafficFailed(reason: "reset"))
        _ = bench.handle(.probeFailed(reason: "refused"), after: 1)
        #expect(bench.handle(.probeSucceeded, after: 2) == .readmit)
        #expect(bench.health == fresh)
        #expect(bench.handle(.trafficFailed(reason: "reset"), after: 7) == .eject(nextProbe: bench.instant(11)))
    }

    @Test("a node that answers and is held is catching up, and is probed in the shortest pause until it is readmitted")
    func held() throws {
        var bench = try Bench()
        let fresh = bench.health
        _ = bench.handle(.trafficFailed(reason: "reset"))
        for _ in 0..<5 { _ = bench.handle(.probeFailed(reason: "refused")) }
        for seconds in 1...3 {
            let action = bench.handle(.answeredHeld(reason: "behind"), after: 1)
            #expect(action == .probeAgain(at: bench.instant(seconds + 1)))
            #expect(bench.health.state == .catchingUp)
            #expect(bench.health.reason == "behind")
            #expect(bench.health.consecutiveFailures == 0)
        }
        var status = NodeStatus()
        bench.health.apply(to: &status)
        #expect(status == NodeStatus(state: .catchingUp, reason: "behind"))
        #expect(bench.handle(.probeSucceeded) == .readmit)
        #expect(bench.health == fresh)
    }

    @Test("a probe that fails ejects a node that is catching up, traffic that fails does not")
    func failsWhileHeld() throws {
        var bench = try Bench()
        _ = bench.handle(.trafficFailed(reason: "reset"))
        _ = bench.handle(.answeredHeld(reason: "behind"), after: 1)
        let before = bench.health
        #expect(bench.handle(.trafficFailed(reason: "reset")) == .none)
        #expect(bench.health == before)
        #expect(bench.handle(.probeFailed(reason: "refused"), after: 1) == .eject(nextProbe: bench.instant(3)))
        #expect(bench.health.state == .down)
        #expect(bench.health.downSince == bench.instant(2))
    }

    @Test("a node that is up is never held")
    func upIsNotHeld() throws {
        var bench = try Bench()
        let before = bench.health
        #expect(bench.handle(.answeredHeld(reason: "behind")) == .none)
        #expect(bench.health == before)
    }

    @Test("an unproven node gets no traffic until a probe succeeds")
    func unproven() throws {
        var bench = try Bench(unproven: true)
        #expect(bench.health.state == .probing)
        #expect(bench.handle(.probeSucceeded) == .readmit)
        #expect(bench.health.state == .up)
        #expect(bench.health.consecutiveFailures == 0)
    }

    @Test("the next probe is spread out by the jitter, the same for the same seed")
    func jitter() {
        func firstProbe(_ seed: UInt64) -> NodeHealth.Action {
            var health = NodeHealth()
            var generator = RoutingGenerator(seed: seed)
            return health.handle(.probeFailed(reason: "refused"), at: RoutingInstant(), using: &generator)
        }
        #expect(firstProbe(1) == firstProbe(1))
        #expect(firstProbe(1) != firstProbe(2))
    }

    @Test("a failure at the end of time is probed at the end of time")
    func endOfTime() {
        var health = NodeHealth()
        var generator = RoutingGenerator(seed: 1)
        let end = RoutingInstant(nanoseconds: .max)
        #expect(health.handle(.probeFailed(reason: "refused"), at: end, using: &generator) == .eject(nextProbe: end))
    }

    @Test("applying the health writes state and reason, and leaves the rest and a draining node alone")
    func applies() throws {
        var bench = try Bench()
        var status = NodeStatus(observedRole: .replica, lag: ReplicationLag(bytes: 5))
        _ = bench.handle(.probeFailed(reason: "refused"))
        bench.health.apply(to: &status)
        #expect(
            status
                == NodeStatus(
                    state: .down,
                    observedRole: .replica,
                    lag: ReplicationLag(bytes: 5),
                    reason: "refused"
                )
        )
        _ = bench.handle(.probeSucceeded)
        bench.health.apply(to: &status)
        #expect(status == NodeStatus(observedRole: .replica, lag: ReplicationLag(bytes: 5)))

        var draining = NodeStatus(state: .draining, reason: "maintenance")
        bench.health.apply(to: &draining)
        #expect(draining == NodeStatus(state: .draining, reason: "maintenance"))
    }
}

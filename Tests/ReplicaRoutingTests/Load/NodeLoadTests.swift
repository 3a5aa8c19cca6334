// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Load of a node")
struct NodeLoadTests {
    private func at(_ seconds: Double) -> RoutingInstant { RoutingInstant().advanced(by: .seconds(seconds)) }

    private func milliseconds(_ duration: Duration?) -> Double? { duration.map { $0 / .milliseconds(1) } }

    @Test("requests are counted from their begin to their end, however they end")
    func inFlight() {
        let load = NodeLoad()
        for _ in 0..<3 { load.begin() }
        #expect(load.inFlight == 3)
        load.end(.succeeded, after: .milliseconds(1), at: at(0))
        load.end(.failed, after: .milliseconds(1), at: at(0))
        load.end(.abandoned, after: .milliseconds(1), at: at(0))
        #expect(load.inFlight == 0)
        load.end(.abandoned, after: .zero, at: at(0))
        #expect(load.inFlight == 0)
    }

    @Test("a slower answer counts at once, a faster one by and by")
    func peakSensitive() throws {
        let load = NodeLoad()
        #expect(load.latency == nil)
        load.record(.milliseconds(10), at: at(0))
        #expect(try #require(milliseconds(load.latency)) == 10)
        load.record(.milliseconds(200), at: at(1))
        #expect(try #require(milliseconds(load.latency)) == 200)
        load.record(.milliseconds(10), at: at(1))
        #expect(try #require(milliseconds(load.latency)) == 200)
        load.record(.milliseconds(10), at: at(11))
        let later = try #require(milliseconds(load.latency))
        #expect(abs(later - (10 + 190 * 0.3679)) < 2)
        load.record(.milliseconds(10), at: at(200))
        #expect(try #require(milliseconds(load.latency)) < 10.01)
    }

    @Test("fast errors do not look fast")
    func errors() {
        let (healthy, failing) = (NodeLoad(), NodeLoad())
        for load in [healthy, failing] { load.begin() }
        healthy.end(.succeeded, after: .milliseconds(20), at: at(0))
        failing.end(.failed, after: .microseconds(50), at: at(0))
        #expect(failing.latency == .seconds(1))
        #expect(failing.cost(at: at(0)) > healthy.cost(at: at(0)))
        failing.begin()
        failing.end(.failed, after: .seconds(3), at: at(0))
        #expect(failing.latency == .seconds(3))
    }

    @Test("a request that its caller gave up says nothing of the node")
    func abandoned() {
        let load = NodeLoad()
        load.begin()
        load.end(.abandoned, after: .seconds(30), at: at(0))
        #expect(load.latency == nil)
    }

    @Test("the cost grows with the requests under way and fades while nothing is heard")
    func cost() {
        let load = NodeLoad()
        load.record(.milliseconds(10), at: at(0))
        #expect(load.cost(at: at(0)) == 10e6)
        load.begin()
        load.begin()
        #expect(load.cost(at: at(0)) == 30e6)
        #expect(abs(load.cost(at: at(10)) / 30e6 - 0.3679) < 0.01)
        #expect(load.cost(at: at(1_000)) < 30)
        #expect(load.cost(at: at(-5)) == 30e6)
    }

    @Test("a node that nothing is known of gets one request, and more only when that is answered")
    func unknown() {
        let load = NodeLoad()
        #expect(load.cost(at: at(0)) == 0)
        load.begin()
        #expect(load.cost(at: at(0)) == 2e9)
    }

    @Test("what is forgotten keeps nobody away: failures before do not count, requests under way do")
    func forgotten() {
        let load = NodeLoad()
        load.begin()
        load.end(.failed, after: .milliseconds(1), at: at(0))
        #expect(load.cost(at: at(0)) == 1e9)
        load.begin()
        load.forget()
        #expect(load.latency == nil)
        #expect(load.inFlight == 1)
        load.end(.succeeded, after: .milliseconds(2), at: at(1))
        #expect(load.latency == .milliseconds(2))
    }

    @Test("latencies and times at the ends of their ranges are kept within bounds")
    func extremes() {
        let load = NodeLoad(NodeLoad.Settings(decay: .zero, errorPenalty: .zero - .seconds(1)))
        load.record(.zero - .seconds(1), at: RoutingInstant(nanoseconds: .min))
        #expect(load.latency == .nanoseconds(1))
        load.record(Duration(secondsComponent: .max, attosecondsComponent: 0), at: RoutingInstant(nanoseconds: .max))
        let longest = load.latency ?? .zero
        #expect(longest > .seconds(3_599) && longest < .seconds(3_601))
        #expect(load.cost(at: RoutingInstant(nanoseconds: .min)).isFinite)
        #expect(load.cost(at: RoutingInstant(nanoseconds: 0)).isFinite)
    }

    @Test("counts are right when many threads count at once")
    func threads() async {
        let load = NodeLoad()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 {
                        load.begin()
                        load.end(.succeeded, after: .milliseconds(1), at: RoutingInstant())
                        load.begin()
                    }
                }
            }
        }
        #expect(load.inFlight == 8_000)
        #expect(load.latency == .milliseconds(1))
    }
}

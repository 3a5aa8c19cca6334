// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Latency window")
struct LatencyWindowTests {
    private func topology(_ milliseconds: [Int?]) throws -> Topology {
        var topology = try Topology.replicasOnly(milliseconds.map { _ in 1 })
        for (index, latency) in milliseconds.enumerated() {
            if let latency { topology = topology.answering(NodeID("replica-\(index + 1)"), in: .milliseconds(latency)) }
        }
        return topology
    }

    private func eligible(
        _ topology: Topology,
        _ window: Duration?,
        _ step: FilterChain.Step = .latencyWindow()
    ) -> [String] {
        let router = RandomRouter(filters: [step])
        let request = RoutingRequest(intent: .read, latencyWindow: window)
        let explanation = router.decide(request, in: topology, explains: true).explanation
        return explanation?.eligible.map { String($0.rawValue.suffix(1)) } ?? []
    }

    @Test("nodes within the window of the fastest may serve, those at its end too")
    func window() throws {
        let topology = try topology([30, 10, 25, 26])
        #expect(eligible(topology, .milliseconds(15)) == ["2", "3"])
        #expect(eligible(topology, .zero) == ["2"])
        #expect(eligible(topology, .seconds(1)) == ["1", "2", "3", "4"])
        #expect(eligible(topology, nil) == ["1", "2", "3", "4"])
        #expect(eligible(topology.down("replica-2"), .milliseconds(1)) == ["3", "4"])
    }

    @Test("a node whose latency is not known passes")
    func unknown() throws {
        #expect(eligible(try topology([30, nil, 10]), .milliseconds(5)) == ["2", "3"])
        #expect(eligible(try topology([nil, nil]), .milliseconds(5)) == ["1", "2"])
    }

    @Test("as many nodes as are to be kept stay, the fastest first")
    func minimumKept() throws {
        let topology = try topology([30, 10, 20, 40])
        #expect(eligible(topology, .zero, .latencyWindow(minimumKept: 2)) == ["2", "3"])
        #expect(eligible(topology, .zero, .latencyWindow(minimumKept: 3)) == ["1", "2", "3"])
        #expect(eligible(topology, .zero, .latencyWindow(minimumKept: 9)) == ["1", "2", "3", "4"])
    }

    @Test("a filter's own window holds for reads that have none")
    func ownWindow() throws {
        let step = FilterChain.Step.latencyWindow(.milliseconds(5))
        #expect(eligible(try topology([30, 10, 15]), nil, step) == ["2", "3"])
        #expect(eligible(try topology([30, 10, 15]), .seconds(1), step) == ["1", "2", "3"])
    }

    @Test("windows at the ends of their range do not overflow")
    func extremes() throws {
        let long = Duration(secondsComponent: .max, attosecondsComponent: 0)
        #expect(eligible(try topology([30, 10]), long) == ["1", "2"])
        #expect(eligible(try topology([30, 10]), .zero - long) == ["2"])
    }

    @Test("a probe's time goes into the average by a fifth")
    func average() {
        var status = NodeStatus()
        status.recordProbe(.milliseconds(10))
        #expect(status.latency == .milliseconds(10))
        status.recordProbe(.milliseconds(20))
        #expect(status.latency == .milliseconds(12))
    }
}

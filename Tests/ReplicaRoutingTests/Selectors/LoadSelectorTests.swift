// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Selection by load")
struct LoadSelectorTests {
    private func loaded(_ inFlight: [Int], weights: [Double]? = nil, latencies: [Int] = []) throws -> Topology {
        let topology = try Topology.replicasOnly(weights ?? inFlight.map { _ in 1 })
        for (load, count) in zip(topology.loads, inFlight) {
            for _ in 0..<count { load.begin() }
        }
        for (load, latency) in zip(topology.loads, latencies) {
            load.record(.milliseconds(latency), at: RoutingInstant())
        }
        return topology
    }

    @Test("least outstanding picks the least busy node, and of equals each as often")
    func leastOutstanding() throws {
        let topology = try loaded([3, 1, 2, 1, 1])
        let (counts, _) = LeastOutstandingRouter().tally(in: topology, draws: 20_000, seed: 5)
        #expect(chiSquared(counts, weights: [0, 1, 0, 1, 1]) < Quantile.two)
        #expect(LeastOutstandingRouter().decide(.read, in: topology.down("replica-2")).cause == .leastOutstanding)
    }

    @Test("least outstanding lets a node of twice the weight be twice as busy")
    func leastOutstandingByWeight() throws {
        let topology = try loaded([2, 4], weights: [1, 2])
        #expect(LeastOutstandingRouter().tally(in: topology, draws: 100, seed: 5).counts == [0, 100])
        topology.loads[1].begin()
        let (counts, _) = LeastOutstandingRouter().tally(in: topology, draws: 100, seed: 5)
        #expect(counts[0] > 20 && counts[1] > 20)
    }

    @Test("of two choices the cheaper is picked, so that the most expensive node never is")
    func twoChoices() throws {
        let topology = try loaded([0, 0, 0], latencies: [10, 20, 40])
        let (counts, _) = PeakEWMARouter().tally(in: topology, draws: 30_000, seed: 6)
        // Of the three pairs the first wins two, the second one.
        #expect(chiSquared(counts, weights: [2, 1, 0]) < Quantile.one)
    }

    @Test("requests under way count as latency does")
    func inFlightTimesLatency() throws {
        let topology = try loaded([4, 0], latencies: [10, 40])
        #expect(PeakEWMARouter().tally(in: topology, draws: 50, seed: 1).counts == [0, 50])
        topology.loads[0].end(.abandoned, after: .zero, at: RoutingInstant())
        topology.loads[0].end(.abandoned, after: .zero, at: RoutingInstant())
        #expect(PeakEWMARouter().tally(in: topology, draws: 50, seed: 1).counts == [50, 0])
    }

    @Test("a node that fails fast loses its traffic, and gets it back as time passes")
    func failing() throws {
        let topology = try loaded([0, 0], latencies: [20, 20])
        topology.loads[0].begin()
        topology.loads[0].end(.failed, after: .microseconds(10), at: RoutingInstant())
        #expect(PeakEWMARouter().tally(in: topology, draws: 100, seed: 1).counts == [0, 100])
        topology.loads[1].record(.milliseconds(20), at: RoutingInstant().advanced(by: .seconds(60)))
        var context = RoutingContext(seed: 1)
        context.now = RoutingInstant().advanced(by: .seconds(60))
        #expect(PeakEWMARouter().decide(.read, in: topology, context: &context).chosen?.id == "replica-1")
    }

    @Test("a single candidate is picked whatever it costs, at once among a thousand too")
    func single() throws {
        var topology = try loaded([9, 0, 0], latencies: [900, 1, 1]).down("replica-2").down("replica-3")
        #expect(PeakEWMARouter().decide(.read, in: topology).chosen?.id == "replica-1")
        topology = try Topology.replicasOnly(Array(repeating: 1, count: 300))
        for position in 0..<299 { topology = topology.down(NodeID("replica-\(position + 1)")) }
        #expect(PeakEWMARouter().decide(.read, in: topology).chosen?.id == "replica-300")
    }
}

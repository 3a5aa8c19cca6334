// SPDX-License-Identifier: Apache-2.0

import PolicyReport
import Testing

@testable import PolicyBenchmark

@Suite("The figures of a round")
struct RoundTests {
    private let origin = ContinuousClock.now

    private func sample(_ began: Int32, _ took: UInt32, node: UInt8?, isStale: Bool = false) -> ReadSample {
        ReadSample(began: began, took: took, node: node, isStale: isStale)
    }

    private func measurement(
        _ samples: [ReadSample],
        writes: Int = 0,
        fault: Fault.Times? = nil,
        isDeadly: Bool = true,
        changes: [NodeWatch.Change] = []
    ) -> RoundMeasurement {
        RoundMeasurement(
            seed: 7,
            seconds: 2,
            names: ["primary", "replica-1"],
            weights: [0, 1],
            logs: [ClientLog(samples: samples, writes: writes)],
            retries: 3,
            processorTime: 40_000,
            fault: fault,
            isDeadly: isDeadly,
            changes: changes
        )
    }

    @Test("reads count that began in the measured time, whenever they ended")
    func window() {
        let round = Round(
            measurement(
                [
                    sample(-1, 5, node: 1), sample(0, 10, node: 1), sample(1_999_999, 50_000, node: 0),
                    sample(2_000_000, 1, node: 0), sample(5, 100, node: nil),
                ],
                writes: 2
            ),
            keepsTimeline: false
        )
        #expect(round.reads == 3)
        #expect(round.failedReads == 1)
        #expect(round.throughput == 1)
        #expect(round.readsInTime == 1)
        #expect(round.nodes.map(\.reads) == [1, 1])
        #expect(round.primaryShareOfReads == 0.5)
        #expect(round.primaryShareOfLoad == 0.75)
        #expect(round.clientMicrosecondsPerRead == 20)
        #expect(round.timeline == nil)
    }

    @Test("quantiles are the nearest rank, in milliseconds")
    func quantiles() {
        let times: [UInt32] = (1...1000).map { $0 * 1000 }
        #expect(Round.quantile(0.5, of: times) == 500)
        #expect(Round.quantile(0.99, of: times) == 990)
        #expect(Round.quantile(0.999, of: times) == 999)
        #expect(Round.quantile(1, of: times) == 1000)
        #expect(Round.quantile(0.5, of: []) == 0)
    }

    @Test("stale reads are counted, and none of a failed one")
    func stale() {
        let samples = [sample(0, 1, node: 1, isStale: true), sample(1, 1, node: 1), sample(2, 1, node: nil)]
        #expect(Round(measurement(samples), keepsTimeline: false).staleReads == 1)
    }

    @Test("a fault is noticed when the node leaves and over when it is back for good")
    func faultTimes() {
        func change(_ milliseconds: Int, _ isUp: Bool) -> NodeWatch.Change {
            NodeWatch.Change(at: origin + .milliseconds(milliseconds), isUp: isUp)
        }
        let fault = Fault.Times(began: origin, ended: origin + .milliseconds(500))
        let changes = [change(20, false), change(30, true), change(40, false), change(560, true)]
        let deadly = Round(measurement([], fault: fault, changes: changes), keepsTimeline: false)
        #expect(deadly.faults == [FaultTimes(toNotice: [20], toTakeBack: [60])])
        let early = Round(
            measurement([], fault: fault, changes: [change(20, false), change(490, true)]),
            keepsTimeline: false
        )
        #expect(early.faults == [FaultTimes(toNotice: [20], toTakeBack: [0])])
        let unnoticed = Round(measurement([], fault: fault), keepsTimeline: false)
        #expect(unnoticed.faults == [FaultTimes(toNotice: [], toTakeBack: [])])
        let slow = Round(measurement([], fault: fault, isDeadly: false, changes: changes), keepsTimeline: false)
        #expect(slow.faults == [FaultTimes(toNotice: [], toTakeBack: [])])
    }

    @Test("in the timeline a read stands where it ended")
    func timeline() throws {
        let samples = [sample(0, 60_000, node: 1), sample(0, 10, node: nil), sample(1_999_000, 10_000, node: 1)]
        let timeline = try #require(Round(measurement(samples), keepsTimeline: true).timeline)
        #expect(timeline.slice == 0.05)
        #expect(timeline.reads[1].prefix(3) == [0, 1, 0])
        #expect(timeline.reads[1].reduce(0, +) == 1)
        #expect(timeline.failedReads.prefix(2) == [1, 0])
        #expect(timeline.p99[1] == 60)
    }
}

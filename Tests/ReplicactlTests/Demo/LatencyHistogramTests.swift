// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@testable import replicactl

@Suite("Latency histogram")
struct LatencyHistogramTests {
    @Test("an empty histogram has no quantile")
    func empty() {
        #expect(LatencyHistogram().quantile(0.5) == nil)
        #expect(LatencyHistogram().count == 0)
    }

    @Test("values below 256 are exact")
    func small() {
        for value in UInt64(0)..<256 {
            var histogram = LatencyHistogram()
            histogram.record(microseconds: value)
            #expect(histogram.quantile(0.5) == value)
        }
    }

    @Test("any value is told to within 1/256 of itself", arguments: [256, 257, 1_000, 65_535, 65_536, 123_456_789])
    func large(_ value: UInt64) throws {
        for value in value - 1...value + 1 {
            var histogram = LatencyHistogram()
            histogram.record(microseconds: value)
            let told = try #require(histogram.quantile(1))
            #expect(abs(Double(told) - Double(value)) <= Double(value) / 256)
        }
    }

    @Test("a value beyond the greatest counts as the greatest")
    func beyond() throws {
        var histogram = LatencyHistogram()
        histogram.record(microseconds: .max)
        let told = Double(try #require(histogram.quantile(0.5)))
        let greatest = Double(LatencyHistogram.greatestValue)
        #expect(abs(told - greatest) <= greatest / 256)
    }

    @Test("quantiles are those of the sorted latencies", arguments: [1, 2, 3, 100, 10_000])
    func sorted(_ count: Int) throws {
        var generator = RoutingGenerator(seed: UInt64(count))
        // Spread widely, as latencies with a long tail are.
        let values = (0..<count).map { _ in
            let power = Double.random(in: 0..<6, using: &generator)
            return UInt64(50 * Double.random(in: 1...10, using: &generator)) << UInt64(power * power / 2)
        }
        var histogram = LatencyHistogram()
        for value in values { histogram.record(microseconds: value) }
        #expect(histogram.count == UInt64(count))
        let sorted = values.sorted()
        for part in [0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1] {
            let rank = max(1, Int((part * Double(count)).rounded(.up)))
            let exact = Double(sorted[rank - 1])
            let told = Double(try #require(histogram.quantile(part)))
            #expect(abs(told - exact) <= exact / 256, "the quantile \(part) of \(count) latencies")
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import Testing

@testable import RoutingSimulator

@Suite
struct EngineTests {
    @Test("events leave by time, and in the order of their coming where the time is the same")
    func order() {
        var generator = RoutingGenerator(seed: 1)
        var queue = EventQueue(capacity: 2)
        var times: [Int64] = []
        for index in 0..<2_000 {
            let time = Int64(generator.index(below: 200))
            times.append(time)
            queue.schedule(.reach, index, generation: UInt32(index), at: time)
        }
        let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
        var seen: [Int] = []
        while let event = queue.next() {
            #expect(event.kind == .reach)
            #expect(event.generation == UInt32(event.index))
            #expect(event.time == times[event.index])
            seen.append(event.index)
        }
        #expect(seen == expected)
    }

    @Test("a queue that is filled and drained in turns never gives an event too early")
    func interleaved() {
        var generator = RoutingGenerator(seed: 2)
        var queue = EventQueue()
        var now: Int64 = 0
        for index in 0..<5_000 {
            queue.schedule(.reach, index, at: now + Int64(generator.index(below: 50)))
            guard index % 3 != 0, let event = queue.next() else { continue }
            #expect(event.time >= now)
            now = event.time
        }
    }

    @Test("a ring gives back what it was given, in order, while it grows")
    func fifo() {
        var ring = Fifo<Int>()
        var next = 0
        for number in 0..<1_000 {
            ring.append(number)
            if number % 3 == 0 {
                #expect(ring.popFirst() == next)
                next += 1
            }
        }
        while let number = ring.popFirst() {
            #expect(number == next)
            next += 1
        }
        #expect(next == 1_000)
    }

    @Test("logarithm and exponential agree with the platform's to 13 digits")
    func elementary() {
        var generator = RoutingGenerator(seed: 3)
        for _ in 0..<2_000 {
            let value = generator.unit() * 1e6
            #expect(abs(ElementaryFunctions.ln(value) - log(value)) <= 1e-13 * max(1, abs(log(value))))
            let power = generator.unit() * 80 - 40
            #expect(abs(ElementaryFunctions.exp(power) / exp(power) - 1) < 1e-13)
        }
        #expect(ElementaryFunctions.exp(-1_000) == 0)
        #expect(ElementaryFunctions.exp(1_000) == .infinity)
    }

    @Test(
        "drawn times have the mean of their distribution",
        arguments: [
            ServiceTime.constant(.milliseconds(3)), .exponential(mean: .milliseconds(3)),
            .logNormal(median: .milliseconds(3), sigma: 0.5),
            .bimodal(fast: .milliseconds(1), slow: .milliseconds(21), slowShare: 0.1),
        ]
    )
    func means(_ time: ServiceTime) {
        var generator = RoutingGenerator(seed: 4)
        let sampler = ServiceSampler(time)
        let count = 20_000
        let sum = (0..<count).reduce(0.0) { sum, _ in sum + sampler.sample(generator.next()) }
        #expect(abs(sum / Double(count) * 1e-9 / time.mean - 1) < 0.04)
    }

    @Test("a quantile is exact to one part in 128", arguments: [0.0, 0.5, 0.9, 0.99, 0.999, 1.0])
    func quantiles(_ part: Double) throws {
        var generator = RoutingGenerator(seed: 5)
        var histogram = LatencyHistogram()
        var values: [Int64] = []
        for _ in 0..<5_000 {
            values.append(Int64(generator.exponential() * 1e7))
            histogram.record(values[values.count - 1])
        }
        values.sort()
        let exact = Double(values[max(1, Int((part * 5_000).rounded(.up))) - 1])
        let quantile = Double(try #require(histogram.quantile(part)))
        #expect(abs(quantile - exact) <= exact / 128 + 1)
    }

    @Test("a replica that stops replaying falls behind second by second and catches up at four times the speed")
    func lag() {
        var lag = ReplayLag(base: 1e7)
        #expect(lag.value(at: 5_000_000_000) == 1e7)
        lag.head(for: 3e9, at: 10_000_000_000)
        #expect(lag.value(at: 11_000_000_000) == 1.01e9)
        #expect(lag.value(at: 20_000_000_000) == 3e9)
        lag.head(for: nil, at: 20_000_000_000)
        #expect(lag.value(at: 20_500_000_000) == 1.5e9)
        #expect(lag.value(at: 30_000_000_000) == 1e7)
    }
}

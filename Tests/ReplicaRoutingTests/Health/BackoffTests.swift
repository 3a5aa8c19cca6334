// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Backoff")
struct BackoffTests {
    @Test("the defaults are 100 ms, doubled up to 5 s, give or take 20 %")
    func defaults() throws {
        let backoff = Backoff()
        #expect(backoff.initial == .milliseconds(100))
        #expect(backoff.multiplier == 2)
        #expect(backoff.maximum == .seconds(5))
        #expect(backoff.jitter == 0.2)
        #expect(backoff == (try Backoff(multiplier: 2)))
    }

    @Test("without jitter the wait grows by the multiplier up to the maximum")
    func growth() throws {
        let backoff = try Backoff(initial: .seconds(1), multiplier: 3, maximum: .seconds(60), jitter: 0)
        var generator = RoutingGenerator(seed: 1)
        let waits = [-5, 0, 1, 2, 3, 4, 5, 6, 1_000].map { backoff.delay(afterFailures: $0, using: &generator) }
        #expect(waits == [1, 1, 1, 3, 9, 27, 60, 60, 60].map { .seconds($0) })
    }

    @Test("the wait stays within the jitter of its base, and uses all of it")
    func jitter() throws {
        let backoff = Backoff()
        var generator = RoutingGenerator(seed: 2)
        for (failures, base) in [(1, 0.1), (2, 0.2), (4, 0.8), (7, 5.0), (50, 5.0)] {
            let waits = (0..<2_000).map { _ in backoff.delay(afterFailures: failures, using: &generator) }
            #expect(waits.allSatisfy { .seconds(base * 0.8) <= $0 && $0 <= .seconds(base * 1.2) })
            #expect(waits.contains { $0 < .seconds(base * 0.81) })
            #expect(waits.contains { $0 > .seconds(base * 1.19) })
            #expect(waits.count { $0 < .seconds(base) } > 850)
        }
    }

    @Test("the wait is bounded for any number of failures and any valid setting")
    func bounds() throws {
        var generator = RoutingGenerator(seed: 3)
        let day = Duration.seconds(86_400)
        let backoffs = try [
            Backoff(),
            Backoff(multiplier: 1),
            Backoff(multiplier: (1.0).nextUp),
            Backoff(multiplier: .greatestFiniteMagnitude, jitter: 0.999),
            Backoff(initial: day, maximum: day),
            Backoff(initial: Duration(secondsComponent: 0, attosecondsComponent: 1), maximum: day),
        ]
        for backoff in backoffs {
            for failures in [Int.min, -1, 0, 1, 2, 63, 64, 1_023, 1_024, 1_025, 1 << 40, .max] {
                let wait = backoff.delay(afterFailures: failures, using: &generator)
                #expect(wait >= .zero && wait <= backoff.maximum * 2)
            }
        }
        let flat = try Backoff(multiplier: 1, jitter: 0)
        #expect(flat.delay(afterFailures: .max, using: &generator) == .milliseconds(100))
        let steep = try Backoff(multiplier: .greatestFiniteMagnitude, jitter: 0)
        #expect(steep.delay(afterFailures: .max, using: &generator) == .seconds(5))
    }

    @Test("an initial delay that is not above 0 is refused", arguments: [Duration.zero, .milliseconds(-1)])
    func badInitial(initial: Duration) {
        let error = routingError { () throws(RoutingError) in try Backoff(initial: initial) }
        #expect(error?.code == .invalidBackoff)
        #expect(error?.message == "the initial delay of the backoff is \(initial): valid is more than 0 seconds")
    }

    @Test("a multiplier below 1 or not finite is refused", arguments: [0.99, -2, .nan, .infinity])
    func badMultiplier(multiplier: Double) {
        let error = routingError { () throws(RoutingError) in try Backoff(multiplier: multiplier) }
        #expect(error?.code == .invalidBackoff)
        #expect(
            error?.message
                == "the multiplier of the backoff is \(multiplier): valid is a finite number of at least 1"
        )
    }

    @Test(
        "a maximum below the initial delay or above a day is refused",
        arguments: [.milliseconds(99), .seconds(86_401), .seconds(Int64.max) * 10] as [Duration]
    )
    func badMaximum(maximum: Duration) {
        let error = routingError { () throws(RoutingError) in try Backoff(maximum: maximum) }
        #expect(error?.code == .invalidBackoff)
        #expect(
            error?.message == "the maximum delay of the backoff is \(maximum): "
                + "valid is at least the initial delay (0.1 seconds) and at most 86400.0 seconds"
        )
    }

    @Test("a jitter outside of 0..<1 is refused", arguments: [-0.1, 1, .nan])
    func badJitter(jitter: Double) {
        let error = routingError { () throws(RoutingError) in try Backoff(jitter: jitter) }
        #expect(error?.code == .invalidBackoff)
        #expect(error?.message == "the jitter of the backoff is \(jitter): valid is at least 0 and below 1")
    }
}

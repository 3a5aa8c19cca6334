// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("Whether a loop leaves looking to callers")
struct AbsencePolicyTests {
    /// How many of so many chances it takes.
    private func taken(_ chances: Int, _ policy: inout AbsencePolicy) -> Int {
        var taken = 0
        for _ in 0..<chances where policy.allowsAnother() { taken += 1 }
        return taken
    }

    @Test("it tries now and then where it does not know that it pays")
    func trials() {
        var policy = AbsencePolicy(trial: 10)
        #expect(taken(9, &policy) == 0)
        #expect(taken(1, &policy) == 1)
        #expect(taken(100, &policy) == 10)
    }

    @Test("it leaves each time once it has paid a few times")
    func success() {
        var policy = AbsencePolicy(trial: 10)
        for _ in 0..<4 { policy.paid() }
        #expect(taken(100, &policy) == 100)
    }

    @Test(
        "it stops where less than one look in three finds something, and goes on where more do",
        arguments: [2, 3, 4, 5]
    )
    func balance(lookEach: Int) {
        var policy = AbsencePolicy(trial: 1_000)
        for _ in 0..<100 { policy.paid() }
        for look in 0..<1_000 {
            if look % lookEach == 0 { policy.paid() } else { policy.failed() }
        }
        #expect((taken(100, &policy) == 100) == (lookEach <= 3))
    }

    @Test("a long success is forgotten within a few failures")
    func forgets() {
        var policy = AbsencePolicy(trial: 1_000)
        for _ in 0..<10_000 { policy.paid() }
        for _ in 0...(AbsencePolicy.highest - AbsencePolicy.threshold) { policy.failed() }
        #expect(taken(100, &policy) == 0)
    }

    @Test("many failures are made up for by a few successes")
    func recovers() {
        var policy = AbsencePolicy(trial: 1_000)
        for _ in 0..<10_000 { policy.failed() }
        for _ in 0..<4 { policy.paid() }
        #expect(taken(100, &policy) == 100)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The pace of attempts to connect")
struct ConnectPaceTests {
    @Test("pauses for 100 ms, then twice as long each time, up to 5 s, each with a random part")
    func pauses() {
        var jitter = PoolJitter(seed: 3)
        var pace = ConnectPace(maximum: 10)
        let start = MonotonicInstant.now
        var pauses: [Duration] = []
        for _ in 0..<200 {
            pace.attemptFailed(inRound: pace.round, startedAt: start, &jitter)
            pauses.append(pace.resumesAt.map { $0 - start } ?? .zero)
        }
        for (index, milliseconds) in [100, 200, 400, 800, 1600, 3200, 4000, 4000].enumerated() {
            let (least, most) = (Duration.milliseconds(milliseconds), Duration.milliseconds(milliseconds * 5 / 4))
            #expect((least...most).contains(pauses[index]))
        }
        #expect(pauses.allSatisfy { $0 <= .seconds(5) })
        #expect(Set(pauses.suffix(100)).count > 50)
    }

    @Test("takes attempts that ran side by side and failed for one failure")
    func sideBySide() {
        var jitter = PoolJitter(seed: 3)
        var pace = ConnectPace(maximum: 10)
        let start = MonotonicInstant.now
        let round = pace.round
        for _ in 0..<10 { pace.attemptFailed(inRound: round, startedAt: start, &jitter) }
        #expect(pace.isPausing(start + .milliseconds(99)))
        #expect(!pace.isPausing(start + .milliseconds(125)))
        #expect(pace.limit == 1)
        // Nor does a success among them end the pause.
        pace.attemptSucceeded(inRound: round)
        #expect(pace.isPausing(start + .milliseconds(99)))
    }

    @Test("begins again with a short pause after a success")
    func reset() {
        var jitter = PoolJitter(seed: 3)
        var pace = ConnectPace(maximum: 10)
        let start = MonotonicInstant.now
        for _ in 0..<5 { pace.attemptFailed(inRound: pace.round, startedAt: start, &jitter) }
        pace.attemptSucceeded(inRound: pace.round)
        #expect(!pace.isPausing(start))
        pace.attemptFailed(inRound: pace.round, startedAt: start, &jitter)
        #expect(!pace.isPausing(start + .milliseconds(125)))
    }

    @Test("is not upset by a maximum without bounds")
    func unbounded() {
        var jitter = PoolJitter(seed: 3)
        var pace = ConnectPace(maximum: .max)
        pace.attemptFailed(inRound: pace.round, startedAt: .now, &jitter)
        for _ in 0..<100 { pace.attemptSucceeded(inRound: pace.round) }
        #expect(pace.limit == .max)
    }
}

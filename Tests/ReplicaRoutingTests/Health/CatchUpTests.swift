// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Catching up")
struct CatchUpTests {
    /// A standby that was last seen at 400, and a rule that holds it for 10 s at the most.
    private struct Bench {
        var rule: CatchUp
        var now = RoutingInstant()

        init(limit: Duration = .seconds(10), shown: UInt64? = 400) {
            rule = CatchUp(limit: limit)
            if let shown { rule.served(at: LogSequenceNumber(rawValue: shown)) }
            rule.lost()
        }

        /// What becomes of the standby when it is at a position some time later.
        ///
        /// - Parameter primary: How far the primary had written, and how long ago it was asked.
        mutating func judge(
            at position: UInt64?,
            streams: Bool = false,
            primary: (UInt64, askedBefore: Duration)? = nil,
            after time: Duration = .milliseconds(100)
        ) -> CatchUp.Verdict {
            now = now.advanced(by: time)
            return rule.judge(
                ReplayObservation(
                    receivedLSN: nil,
                    replayedLSN: position.map { LogSequenceNumber(rawValue: $0) },
                    hasWALReceiver: streams,
                    lastReplayedTransactionAge: nil
                ),
                primary: primary.map {
                    PrimaryPosition(
                        writtenLSN: LogSequenceNumber(rawValue: $0.0),
                        askedAt: now.advanced(by: .zero - $0.askedBefore)
                    )
                },
                at: now
            )
        }
    }

    private func hold(_ position: UInt64) -> CatchUp.Verdict { .hold(until: LogSequenceNumber(rawValue: position)) }

    @Test("a standby that streams, and is not behind where it was last seen, serves at once")
    func streams() {
        for position in [400, 401, 9_000] as [UInt64] {
            var bench = Bench()
            #expect(bench.judge(at: position, streams: true) == .serve)
        }
    }

    @Test("a standby behind where it was last seen is held, even while it streams")
    func behindShown() {
        for streams in [false, true] {
            var bench = Bench()
            #expect(bench.judge(at: 70, streams: streams) == hold(400))
            #expect(bench.judge(at: 399, streams: streams) == hold(400))
        }
    }

    @Test("where it was last seen is not enough: reads after that may have seen more")
    func shownIsNotEnough() {
        var bench = Bench()
        #expect(bench.judge(at: 400) == .hold(until: nil))
        #expect(bench.judge(at: 450) == .hold(until: nil))
        #expect(bench.judge(at: 450, streams: true) == .serve)
    }

    @Test("what the primary had written counts only where it was asked after the standby's first answer")
    func primaryAskedTooEarly() {
        var bench = Bench()
        #expect(bench.judge(at: 400, primary: (450, askedBefore: .milliseconds(1))) == .hold(until: nil))
        #expect(bench.judge(at: 450, primary: (450, askedBefore: .milliseconds(101))) == .hold(until: nil))
        #expect(bench.judge(at: 450, primary: (450, askedBefore: .milliseconds(200))) == .serve)
    }

    @Test("a standby that does not stream serves when it has reached the primary, which goes on writing")
    func reachesPrimary() {
        var bench = Bench()
        #expect(bench.judge(at: 70) == hold(400))
        #expect(bench.judge(at: 420, primary: (500, askedBefore: .milliseconds(50))) == hold(500))
        #expect(bench.judge(at: 499, primary: (800, askedBefore: .milliseconds(50))) == hold(500))
        #expect(bench.judge(at: 500, primary: (900, askedBefore: .milliseconds(50))) == .serve)
    }

    @Test("a standby behind where it was last seen serves when the limit has passed since its first answer")
    func limit() {
        var bench = Bench()
        #expect(bench.judge(at: 70, after: .seconds(500)) == hold(400))
        #expect(bench.judge(at: 70, after: .seconds(9)) == hold(400))
        #expect(bench.judge(at: 70, after: .milliseconds(999)) == hold(400))
        #expect(bench.judge(at: 70, after: .milliseconds(1)) == .serve)
    }

    @Test("without a hold it serves with its first answer", arguments: [.zero, .seconds(-1)] as [Duration])
    func noHold(limit: Duration) {
        var bench = Bench(limit: limit)
        #expect(bench.judge(at: 70) == .serve)
    }

    @Test("after a failure the limit counts from the next answer, and the primary has to be asked again")
    func failsAgain() {
        var bench = Bench()
        #expect(bench.judge(at: 70) == hold(400))
        #expect(bench.judge(at: 420, primary: (500, askedBefore: .zero), after: .seconds(9)) == hold(500))
        bench.rule.lost()
        #expect(bench.judge(at: 500, primary: (500, askedBefore: .seconds(1))) == .hold(until: nil))
        #expect(bench.judge(at: 500, after: .seconds(9)) == .hold(until: nil))
        #expect(bench.judge(at: 500, after: .seconds(1)) == .serve)
    }

    @Test("what was rewound, rebuilt or follows a new timeline at a lower position comes back within the limit")
    func rewound() {
        var bench = Bench(shown: 4_000)
        #expect(bench.judge(at: 70, streams: true, primary: (80, askedBefore: .zero)) == hold(4_000))
        #expect(bench.judge(at: 90, streams: true, after: .seconds(9)) == hold(4_000))
        #expect(bench.judge(at: 95, streams: true, primary: (95, askedBefore: .zero), after: .seconds(1)) == .serve)
    }

    @Test("a position that it has been taken back with counts the next time, not a higher one from before")
    func startsAnew() {
        var bench = Bench(shown: 4_000)
        _ = bench.judge(at: 70)
        #expect(bench.judge(at: 95, after: .seconds(10)) == .serve)
        #expect(bench.rule.shown == LogSequenceNumber(rawValue: 95))
        bench.rule.served(at: LogSequenceNumber(rawValue: 120))
        bench.rule.lost()
        #expect(bench.judge(at: 110, streams: true) == hold(120))
        #expect(bench.judge(at: 120, streams: true) == .serve)
    }

    @Test("a former primary that comes back as a standby behind what it had written is held within the limit")
    func formerPrimary() {
        var bench = Bench(shown: nil)
        bench.rule.served(at: LogSequenceNumber(rawValue: 5_000))
        bench.rule.lost()
        #expect(bench.judge(at: 4_800, streams: true) == hold(5_000))
        #expect(bench.judge(at: 5_000, streams: true) == .serve)
    }

    @Test("a standby that applies late on purpose and lost its receiver comes back with the limit")
    func appliesLate() {
        var bench = Bench()
        #expect(bench.judge(at: 400) == .hold(until: nil))
        #expect(bench.judge(at: 410, primary: (90_000, askedBefore: .zero), after: .seconds(9)) == hold(90_000))
        #expect(bench.judge(at: 415, primary: (99_000, askedBefore: .zero), after: .seconds(1)) == .serve)
    }

    @Test("a position that falls while it serves lowers nothing")
    func fallsWhileServing() {
        var bench = Bench()
        bench.rule.served(at: LogSequenceNumber(rawValue: 300))
        bench.rule.served(at: nil)
        #expect(bench.rule.shown == LogSequenceNumber(rawValue: 400))
    }

    @Test("reads of the last resort see more while it is held, and that is kept too")
    func seenWhileHeld() {
        var bench = Bench()
        #expect(bench.judge(at: 470) == .hold(until: nil))
        bench.rule.lost()
        #expect(bench.judge(at: 450, streams: true) == hold(470))
    }

    @Test("a standby that has replayed nothing is held, and comes back with the limit")
    func replayedNothing() {
        var bench = Bench(shown: nil)
        #expect(bench.judge(at: nil, streams: true) == .hold(until: nil))
        #expect(bench.judge(at: nil, streams: true, after: .seconds(10)) == .serve)
    }

    @Test("of a standby that crashes at random no reader ever sees less than before, in thousands of runs")
    func neverBack() throws {
        var reads = 0
        for seed in 0..<3_000 as Range<UInt64> {
            var generator = RoutingGenerator(seed: seed)
            var world = CrashingStandby()
            for _ in 0..<60 { world.step(using: &generator) }
            try #require(world.wentBack == 0, "seed \(seed)")
            reads += world.readsAfterCrash
        }
        #expect(reads > 3_000, "the rule should let readers in again")
    }
}

/// A primary that writes and a standby that streams, crashes, and replays its own log again from an earlier position:
/// what PostgreSQL does, as far as it matters here. Readers read it between the probes whenever the rule lets them.
private struct CrashingStandby {
    private var written: UInt64 = 1_000
    /// What the standby has flushed to its own disk, and what it has replayed of it.
    private var flushed: UInt64 = 1_000
    private var replayed: UInt64 = 1_000
    private var streams = true
    private var primary = PrimaryPosition(writtenLSN: LogSequenceNumber(rawValue: 0), askedAt: RoutingInstant())

    private var rule = CatchUp(limit: .seconds(1_000_000))
    private var isUp = true
    private var now = RoutingInstant()

    private var seen: UInt64 = 0
    private var hasCrashed = false
    private(set) var readsAfterCrash = 0
    private(set) var wentBack = 0

    mutating func step(using generator: inout RoutingGenerator) {
        now = now.advanced(by: .milliseconds(Int.random(in: 1...50, using: &generator)))
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<25:
            written += .random(in: 1...100, using: &generator)
        case 25..<45:
            if streams { flushed = .random(in: flushed...written, using: &generator) }
        case 45..<65:
            replayed = .random(in: replayed...flushed, using: &generator)
        case 65..<70:
            crash(using: &generator)
        case 70..<74:
            // Its receiver loses the primary, or is cut off from it.
            streams = false
        case 74..<80:
            // It streams only when it has nothing of its own left to replay.
            streams = streams || replayed == flushed
        case 80..<85:
            primary = PrimaryPosition(writtenLSN: LogSequenceNumber(rawValue: written), askedAt: now)
        default:
            probe()
        }
        read()
    }

    private mutating func crash(using generator: inout RoutingGenerator) {
        (streams, isUp, hasCrashed) = (false, false, true)
        rule.lost()
        // It comes back consistent, not where it was.
        replayed = .random(in: (replayed / 2)...replayed, using: &generator)
    }

    private mutating func probe() {
        let observation = ReplayObservation(
            receivedLSN: LogSequenceNumber(rawValue: flushed),
            replayedLSN: LogSequenceNumber(rawValue: replayed),
            hasWALReceiver: streams,
            lastReplayedTransactionAge: nil
        )
        if isUp {
            rule.served(at: observation.replayedLSN)
        } else {
            isUp = rule.judge(observation, primary: primary, at: now) == .serve
        }
    }

    private mutating func read() {
        guard isUp else { return }
        if hasCrashed { readsAfterCrash += 1 }
        if replayed < seen { wentBack += 1 }
        seen = replayed
    }
}

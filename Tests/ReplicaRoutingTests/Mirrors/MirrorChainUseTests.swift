// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("A chain in use")
struct MirrorChainUseTests {
    private func chain(
        _ count: Int = 3,
        remembered: Int? = nil,
        preferred: Int? = nil,
        _ configuration: MirrorChainConfiguration = .init()
    ) throws -> MirrorChain<StackMirror> {
        try MirrorChain(
            StackMirror.row(count),
            startingAt: remembered,
            preferring: preferred,
            configuration: configuration
        )
    }

    @Test("failed tiles in a row make the chain leave, though the canary of the mirror still answers")
    func leaves() throws {
        var run = ChainRun(try chain()) { _, _ in .up(after: 1) }
        _ = run.choose()
        for _ in 0..<4 { run.send(.tileFailed(1, reason: "HTTP status 503")) }
        #expect(run.chain.chosen?.id == 1 && run.chain.nextWake == nil)
        run.send(.tileFailed(1, reason: "HTTP status 503"))
        run.run(until: 100)
        #expect(run.decided.last == .init(at: 2, mirror: 2, cause: .fallback))
        #expect(run.decisions.last?.previous == 1)
        #expect(
            run.chain.status(of: 1)
                == .unreachable(reason: "5 failed tiles in a row, the last: HTTP status 503")
        )
        #expect(run.started[1] == [0])
    }

    @Test("a canary that was under way when tiles made the chain leave does not bring the mirror back")
    func canaryUnderWay() throws {
        var run = ChainRun(try chain(2)) { mirror, _ in .up(after: mirror == 1 ? 30 : 300) }
        run.send(.watch)
        run.run(until: 5_010)
        #expect(run.chain.status(of: 1) == .probing)
        for _ in 0..<5 { run.send(.tileFailed(1, reason: "HTTP status 503")) }
        run.run(until: 5_400)
        #expect(run.decided.last == .init(at: 5_310, mirror: 2, cause: .fallback))
    }

    @Test("a tile that arrives sets the count back, and keeps the choice without a probe")
    func arrives() throws {
        var run = ChainRun(try chain()) { _, _ in .up(after: 1) }
        _ = run.choose()
        for round in 1...20 {
            run.run(until: round * 30_000)
            for _ in 0..<4 { run.send(.tileFailed(1, reason: "x")) }
            run.send(.tileSucceeded(1))
        }
        #expect(run.choose()?.cause == .cached)
        #expect(run.started == [1: [0]])
    }

    @Test("tiles of a mirror that is not in use, or is being left, do not count")
    func others() throws {
        var run = ChainRun(try chain(), [1: .up(after: 1), 2: .up(after: 100), 3: .silent])
        _ = run.choose()
        for _ in 0..<50 { run.send(.tileFailed(2, reason: "x")) }
        for _ in 0..<50 { run.send(.tileFailed(77, reason: "x")) }
        #expect(run.chain.nextWake == nil)
        for _ in 0..<50 { run.send(.tileFailed(1, reason: "x")) }
        run.run(until: 10_000)
        #expect(run.decided.map(\.mirror) == [1, 2])
        #expect(run.started[2]?.count == 1)
    }

    @Test("watched, a mirror that dies is left after failed probes, and taken back after good ones in a row")
    func diesAndReturns() throws {
        var run = ChainRun(try chain()) { mirror, now in
            mirror == 1 && (12_000..<41_000).contains(now) ? .down(after: 1, "refused") : .up(after: 1)
        }
        run.send(.watch)
        run.run(until: 100_000)
        // Rounds are at 5, 10, 15 ... s. At 15 and 20 s it fails; at 45, 50 and 55 s it answers again.
        #expect(
            run.decided == [
                .init(at: 1, mirror: 1, cause: .first), .init(at: 20_002, mirror: 2, cause: .fallback),
                .init(at: 55_001, mirror: 1, cause: .recovered),
            ]
        )
    }

    @Test("one failed probe of the mirror in use changes nothing")
    func oneLost() throws {
        var run = ChainRun(try chain()) { mirror, now in
            mirror == 1 && now % 10_000 == 5_000 ? .down(after: 1) : .up(after: 1)
        }
        run.send(.watch)
        run.run(until: 200_000)
        #expect(run.decided.map(\.mirror) == [1])
    }

    @Test("a mirror that flaps is not returned to while it flaps")
    func flaps() throws {
        // Up for 10 s, down for 10 s: two good probes in a row at most.
        var run = ChainRun(try chain()) { mirror, now in
            mirror == 1 && now % 20_000 >= 10_000 ? .down(after: 1) : .up(after: 1)
        }
        run.send(.watch)
        run.run(until: 3_600_000)
        #expect(run.decided.map(\.mirror) == [1, 2])
    }

    @Test("a mirror that is left again soon needs twice as many good probes each time, up to eight times")
    func relapses() throws {
        // Its canary always answers; its tiles fail as soon as it is in use.
        var run = ChainRun(try chain()) { _, _ in .up(after: 1) }
        run.send(.watch)
        var returns: [Int] = []
        for second in 1...2_000 {
            run.run(until: second * 1_000)
            if run.chain.chosen?.id == 1 {
                returns.append(second)
                for _ in 0..<5 { run.send(.tileFailed(1, reason: "x")) }
            }
        }
        let gaps = zip(returns, returns.dropFirst()).map { ($1 - $0) / 5 }
        #expect(gaps.prefix(7) == [3, 6, 12, 24, 24, 24, 24])
    }

    @Test("without a watch, too, a mirror that was left is not gone back to at the next choice")
    func probation() throws {
        var run = ChainRun(try chain()) { _, _ in .up(after: 1) }
        _ = run.choose()
        for _ in 0..<5 { run.send(.tileFailed(1, reason: "x")) }
        run.run(until: 100_000)
        #expect(run.choose()?.mirror == 2)
        run.run(until: 400_000)
        #expect(run.choose()?.mirror == 1)
    }

    @Test("a remembered mirror is where the chain starts, and a better-placed one takes over in time")
    func rememberedYields() throws {
        var run = ChainRun(try chain(remembered: 3)) { _, _ in .up(after: 1) }
        run.send(.watch)
        run.run(until: 60_000)
        #expect(run.decided.map(\.mirror) == [3, 1])
        #expect(run.decided.last?.cause == .recovered)
    }

    @Test("a preferred mirror does not yield to better positions, and is returned to")
    func preferredStays() throws {
        var run = ChainRun(try chain(preferred: 3)) { mirror, now in
            mirror == 3 && (10_000..<30_000).contains(now) ? .down(after: 1) : .up(after: 1)
        }
        run.send(.watch)
        run.run(until: 200_000)
        #expect(run.decided.map(\.mirror) == [3, 1, 3])
        #expect(run.started[2] == nil)
    }

    @Test("while none is reachable, a watched chain goes on trying all of them")
    func allDead() throws {
        var run = ChainRun(try chain()) { mirror, now in
            mirror == 2 && now >= 100_000 ? .up(after: 1) : .down(after: 1, "refused")
        }
        run.send(.watch)
        run.run(until: 99_000)
        #expect(run.errors.count == 20 && run.decided.isEmpty)
        run.run(until: 120_000)
        #expect(run.decided.first == .init(at: 100_002, mirror: 2, cause: .fallback))
    }

    @Test("a watch that ends leaves no probe and no wake-up behind")
    func unwatched() throws {
        var run = ChainRun(try chain()) { _, _ in .silent }
        run.send(.watch)
        run.send(.unwatch)
        run.send(.abandon)
        #expect(run.chain.nextWake == nil)
        #expect(run.cancelled == 1)
    }

    @Test("whatever mirrors do, a choice ends in time, takes a reachable one and no worse than one that answered")
    func anything() throws {
        var generator = RoutingGenerator(seed: 11)
        for _ in 0..<500 {
            let count = Int.random(in: 1...12, using: &generator)
            var answers: [Int: ChainRun.Answer] = [:]
            for mirror in 1...count {
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: answers[mirror] = .up(after: Int.random(in: 0...2_500, using: &generator))
                case 1: answers[mirror] = .up(after: Int.random(in: 0...100, using: &generator))
                case 2: answers[mirror] = .down(after: Int.random(in: 0...600, using: &generator))
                default: answers[mirror] = .silent
                }
            }
            let configuration = MirrorChainConfiguration(choiceTimeout: .seconds(3))
            var run = ChainRun(try chain(count, configuration), answers)
            let decided = run.choose()
            #expect(run.now <= 3_000)
            #expect(run.started.values.allSatisfy { $0.count == 1 })
            // When a mirror that was tried has answered, nil for never or not in time.
            let answered = { (mirror: Int) -> Int? in
                guard case .up(let delay)? = answers[mirror], delay < 2_000 else { return nil }
                return run.started[mirror].map { $0[0] + delay }
            }
            if let decided {
                let moment = try #require(answered(decided.mirror))
                #expect(moment <= decided.at)
                for better in 1..<decided.mirror { #expect(answered(better) ?? .max > decided.at) }
                let first = (1...count).compactMap(answered).min() ?? .max
                #expect(decided.at <= first + 50)
            } else {
                #expect((1...count).allSatisfy { answered($0) ?? .max >= 3_000 })
                #expect(run.errors.first?.failures.count == count)
            }
        }
    }
}

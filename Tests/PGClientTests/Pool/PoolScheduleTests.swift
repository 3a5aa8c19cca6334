// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A pool in any order of events")
struct PoolScheduleTests {
    typealias Dummy = PoolUnderTest.Dummy

    /// A pool, its callers, and a server that may be down, played at random.
    private struct Play {
        var pool: PoolUnderTest
        var generator: SplitMix
        var deadlines: [UInt64: MonotonicInstant] = [:]
        var leased: [Dummy] = []
        var idle: [Dummy] = []
        /// Ordered to close; the end is not reported yet.
        var closing: [Dummy] = []
        var answers: [UInt64: Int] = [:]
        var nextID: UInt64 = 0
        var isDown = false
        var isShutDown = false
        var started: [MonotonicInstant] = []

        init(seed: UInt64) {
            generator = SplitMix(state: seed)
            let maximum = Int(generator.next() % 4) + 1
            pool = PoolUnderTest(
                PGPoolConfiguration(
                    minimumConnections: Int(generator.next() % UInt64(maximum + 1)),
                    maximumConnections: maximum,
                    idleTimeout: .seconds(3),
                    maximumLifetime: .seconds(8),
                    healthCheckAfterIdle: .seconds(1)
                ),
                seed: seed
            )
        }

        mutating func chance(_ percent: UInt64) -> Bool { generator.next() % 100 < percent }

        mutating func answer(_ id: UInt64) {
            answers[id, default: 0] += 1
            deadlines[id] = nil
        }

        mutating func apply(_ action: PoolUnderTest.Machine.ReturnAction, _ connection: Dummy) {
            switch action {
            case .none: idle.append(connection)
            case .hand(let handed, let id):
                #expect(handed === connection)
                #expect(deadlines[id] != nil, "it was not waiting")
                answer(id)
                leased.append(connection)
            case .close: closing.append(connection)
            }
        }

        mutating func apply(_ action: PoolUnderTest.Machine.LossAction) {
            for id in action.waiters { answer(id) }
            begin(action.connects)
        }

        mutating func begin(_ order: ConnectOrder?) {
            let count = pool.start(order)
            started += Array(repeating: pool.now, count: count)
        }

        mutating func lease() {
            nextID += 1
            let limit = Duration.milliseconds(Int(generator.next() % 2000) + 1)
            switch pool.machine.lease(nextID, deadline: pool.now + limit, pool.now) {
            case .take(.use(let connection)):
                idle.removeAll { $0 === connection }
                answer(nextID)
                leased.append(connection)
            case .take(.check(let connection, let since)):
                idle.removeAll { $0 === connection }
                answer(nextID)
                guard chance(30) else {
                    leased.append(connection)
                    return
                }
                let dead = pool.machine.checkFailed(connection, idleSince: since, isSilent: chance(50))
                idle.removeAll { rest in dead.contains { $0 === rest } }
                closing += dead
            case .wait(let order):
                deadlines[nextID] = pool.now + limit
                begin(order)
            case .refuseFailing(let instant):
                #expect(instant > pool.now)
                #expect(leased.isEmpty && idle.isEmpty, "somebody could have served it")
                answer(nextID)
            case .refuseShutDown:
                #expect(isShutDown)
                answer(nextID)
            }
        }

        mutating func endAttempt() {
            guard !pool.attempts.isEmpty else { return }
            let attempt = pool.attempts.remove(at: Int(generator.next() % UInt64(pool.attempts.count)))
            if isDown {
                apply(pool.machine.connectFailed(attempt, pool.now))
            } else {
                let connection = Dummy()
                let action = pool.machine.connected(connection, attempt, pool.now)
                apply(action.returns, connection)
                begin(action.connects)
            }
        }

        mutating func pass(_ time: Duration) {
            pool.now += time
            guard let next = pool.machine.nextTick, next <= pool.now else { return }
            let action = pool.machine.tick(pool.now)
            for id in action.timedOut {
                #expect(deadlines[id].map { $0 <= pool.now } == true, "before its time")
                answer(id)
            }
            for (connection, _) in action.close {
                #expect(idle.contains { $0 === connection }, "only idle connections are due")
                idle.removeAll { $0 === connection }
                closing.append(connection)
            }
            begin(action.connects)
            #expect(pool.machine.nextTick.map { $0 > pool.now } ?? true, "it would be called again at once")
            #expect(deadlines.values.allSatisfy { $0 > pool.now }, "somebody waits beyond its deadline")
        }

        mutating func evict() {
            let action = pool.machine.evict()
            for id in action.waiters { answer(id) }
            #expect(deadlines.isEmpty)
            #expect(action.close.count == leased.count + idle.count + closing.count)
            closing += leased + idle
            leased = []
            idle = []
        }

        mutating func shutDown() {
            isShutDown = true
            let action = pool.machine.shutDown()
            for id in action.waiters { answer(id) }
            closing += action.close
            idle = []
        }

        mutating func lose(_ connection: Dummy) {
            for list in [\Play.leased, \.idle, \.closing] { self[keyPath: list].removeAll { $0 === connection } }
            apply(pool.machine.closed(connection, .lost, pool.now))
        }

        mutating func step() {
            switch generator.next() % 16 {
            case 0...4: lease()
            case 5:
                guard let id = deadlines.keys.min() else { return }
                #expect(pool.machine.giveUp(id) == true)
                answer(id)
            case 6...8: endAttempt()
            case 9, 10:
                guard let connection = leased.popLast() else { return }
                apply(pool.machine.settled(connection, pool.now), connection)
            case 11: if let connection = leased.last ?? idle.first, chance(50) { lose(connection) }
            case 12, 13: pass(.milliseconds(Int(generator.next() % 800)))
            case 14:
                isDown = chance(50)
                if !isDown, chance(30) { begin(pool.machine.serverIsBack(pool.now)) }
            default: if chance(10) { evict() } else if let connection = closing.first { lose(connection) }
            }
        }

        func check() {
            let maximum = pool.machine.configuration.maximumConnections
            #expect(leased.count + idle.count + closing.count + pool.attempts.count <= maximum)
            let statistics = pool.machine.statistics
            #expect(statistics.idle == idle.count && statistics.leased == leased.count)
            #expect(statistics.connecting == pool.attempts.count && statistics.waiting == deadlines.count)
            #expect(answers.values.allSatisfy { $0 == 1 }, "answered twice")
            guard !deadlines.isEmpty else { return }
            #expect(idle.isEmpty, "an idle connection beside waiters")
            #expect(!leased.isEmpty || !closing.isEmpty || !pool.attempts.isEmpty, "waiters with nobody to serve them")
            #expect(pool.machine.nextTick.map { next in deadlines.values.allSatisfy { next <= $0 } } == true)
        }
    }

    @Test("serves, fails or gives up each waiter exactly once, in time, and stays within its size")
    func randomSchedules() {
        for seed: UInt64 in 0..<500 {
            var play = Play(seed: seed)
            for _ in 0..<150 {
                play.step()
                play.check()
            }
            play.shutDown()
            for connection in play.closing { play.lose(connection) }
            while !play.pool.attempts.isEmpty { play.endAttempt() }
            while let connection = play.leased.popLast() {
                play.apply(play.pool.machine.settled(connection, play.pool.now), connection)
            }
            for connection in play.closing { play.lose(connection) }
            #expect(play.pool.machine.isDrained, "seed \(seed)")
            #expect(play.answers.count == Int(play.nextID) && play.answers.values.allSatisfy { $0 == 1 })
            let statistics = play.pool.machine.statistics
            #expect(statistics.opened == statistics.closed.total)
        }
    }

    @Test("tries a dead server a few times a second, however many callers there are, and fails them all")
    func boundedAttempts() {
        for seed: UInt64 in 0..<4 {
            var play = Play(seed: seed)
            play.isDown = true
            let start = play.pool.now
            // 20 s with a caller every 5 ms; an attempt fails at once.
            for _ in 0..<4_000 {
                play.lease()
                while !play.pool.attempts.isEmpty { play.endAttempt() }
                play.pass(.milliseconds(5))
                play.check()
            }
            let maximum = play.pool.machine.configuration.maximumConnections
            #expect((9...9 + maximum).contains(play.started.count), "\(play.started.count) attempts")
            let last = play.started.filter { $0 > start + .seconds(10) }.count
            #expect((1...3).contains(last))
            #expect(play.answers.count == 4_000)
        }
    }
}

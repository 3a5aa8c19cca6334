// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The age of a pool's connections")
struct PoolAgeingTests {
    typealias Dummy = PoolUnderTest.Dummy

    @Test("closes what has been idle for too long, down to the minimum, the longest idle first")
    func idleTimeout() {
        var pool = PoolUnderTest(.init(minimumConnections: 1, idleTimeout: .seconds(60), maximumLifetime: nil))
        let connections = pool.openIdle(3)
        #expect(pool.tick(after: .seconds(59)).close.isEmpty)
        _ = pool.take(1)
        pool.now += .milliseconds(1)
        _ = pool.settled(connections[2])
        #expect(pool.machine.nextTick == pool.now + .milliseconds(999))
        let action = pool.tick(after: .seconds(1))
        #expect(action.close.map(\.reason) == [.idle, .idle])
        #expect(action.close.count == 2 && action.close[0].connection === connections[0])
        #expect(action.close.last?.connection === connections[1])
        #expect(pool.take(2).connection === connections[2])
        _ = pool.settled(connections[2])
        for connection in connections.prefix(2) { pool.closed(connection, .lost) }
        #expect(pool.machine.statistics.closed.idle == 2 && pool.machine.statistics.closed.total == 2)
        #expect(pool.tick(after: .seconds(3600)).close.isEmpty)
        #expect(pool.machine.nextTick == nil)
    }

    @Test("asks for its tick when a connection comes to rest, for the idle time-out or the end of its lifetime")
    func wakes() {
        var idling = PoolUnderTest(.init(acquireTimeout: .seconds(5), idleTimeout: .seconds(60), maximumLifetime: nil))
        // The waiter's deadline would ask for a tick too, so it is later than what is looked for.
        #expect(idling.lease(1, within: .seconds(9_000)) == .waiting(attempts: 1))
        let connection = Dummy()
        #expect(idling.connected(connection) == .handed(to: 1))
        #expect(idling.settled(connection) == .rests)
        #expect(idling.machine.nextTick == idling.now + .seconds(60))

        var ageing = PoolUnderTest(.init(idleTimeout: nil, maximumLifetime: .seconds(100)))
        #expect(ageing.lease(1, within: .seconds(9_000)) == .waiting(attempts: 1))
        #expect(ageing.connected(connection) == .handed(to: 1))
        #expect(ageing.settled(connection) == .rests)
        let wait = ageing.machine.nextTick.map { $0 - ageing.now }
        #expect(wait.map { (.seconds(75)...(.seconds(100))).contains($0) } == true)
    }

    @Test("does not count a connection that is about to close towards the minimum")
    func idleTimeoutTwice() {
        var pool = PoolUnderTest(.init(minimumConnections: 1, idleTimeout: .seconds(60), maximumLifetime: nil))
        _ = pool.openIdle(3)
        #expect(pool.tick(after: .seconds(61)).close.count == 2)
        #expect(pool.tick(after: .seconds(61)).close.isEmpty)
        #expect(pool.machine.statistics.idle == 1)
    }

    @Test("closes what has grown old while it is idle, also below the minimum, and replaces it")
    func lifetimeIdle() {
        var pool = PoolUnderTest(.init(minimumConnections: 1, idleTimeout: nil, maximumLifetime: .seconds(100)))
        let connection = pool.openIdle(1)[0]
        #expect(pool.tick(after: .seconds(74)).close.isEmpty)
        let action = pool.tick(after: .seconds(26))
        #expect(action.close.map(\.reason) == [.lifetime])
        #expect(action.connects?.count == 1)
        pool.closed(connection)
        #expect(pool.connected() == .rests)
        #expect(pool.machine.statistics.idle == 1 && pool.attempts.isEmpty)
    }

    @Test("closes what has grown old when it comes back, and opens another for those who wait")
    func lifetimeLeased() {
        var pool = PoolUnderTest(.init(maximumConnections: 1, maximumLifetime: .seconds(100)))
        let connection = Dummy()
        _ = pool.lease(1)
        _ = pool.connected(connection)
        #expect(pool.tick(after: .seconds(100)).close.isEmpty)
        #expect(pool.lease(2) == .waiting(attempts: 0))
        #expect(pool.settled(connection) == .closes(.lifetime))
        #expect(pool.closed(connection).connects?.count == 1)
        #expect(pool.connected() == .handed(to: 2))
        #expect(pool.machine.statistics.closed.lifetime == 1)
    }

    @Test("gives connections that were opened together different lifetimes, of three quarters at least")
    func jitter() {
        var pool = PoolUnderTest(.init(maximumConnections: 200, idleTimeout: nil, maximumLifetime: .seconds(1800)))
        let start = pool.now
        _ = pool.openIdle(200)
        var ends: [Duration] = []
        while let next = pool.machine.nextTick {
            pool.now = next
            let closing = pool.tick().close
            ends += closing.map { _ in pool.now - start }
            for (connection, reason) in closing { pool.closed(connection, reason) }
        }
        #expect(ends.count == 200)
        #expect(ends.allSatisfy { (.seconds(1350)...(.seconds(1800))).contains($0) })
        #expect(Set(ends).count > 100)
    }

    @Test("asks for a check of a connection that has been idle for long, and of no other")
    func check() {
        var pool = PoolUnderTest(.init(healthCheckAfterIdle: .seconds(30)))
        let connection = pool.openIdle(1)[0]
        pool.now += .milliseconds(29_999)
        #expect(pool.lease(1) == .lent)
        _ = pool.settled(connection)
        pool.now += .seconds(30)
        #expect(pool.lease(2) == .checked)
        _ = pool.settled(connection)
        #expect(pool.lease(3) == .lent)
    }

    @Test("without a time for checks asks for none, and with a time of zero each time")
    func checkExtremes() {
        var never = PoolUnderTest(.init(healthCheckAfterIdle: nil))
        _ = never.openIdle(1)
        never.now += .seconds(100_000)
        #expect(never.lease(1) == .lent)
        var always = PoolUnderTest(.init(healthCheckAfterIdle: .zero))
        _ = always.openIdle(1)
        #expect(always.lease(1) == .checked)
    }

    @Test("takes those down with a silent connection that have been idle for as long, and spares the others")
    func silent() {
        var pool = PoolUnderTest(.init(healthCheckAfterIdle: .seconds(30)))
        let connections = pool.openIdle(3)
        pool.now += .seconds(20)
        // The last of them is used in between, so the two others have rested longer.
        _ = pool.lease(1)
        pool.now += .seconds(20)
        guard case .check(let checked, let since)? = pool.machine.takeIdle(pool.now) else {
            Issue.record("it has been idle for 40 s")
            return
        }
        #expect(checked === connections[1])
        _ = pool.settled(connections[2])
        let dead = pool.machine.checkFailed(checked, idleSince: since, isSilent: true)
        #expect(Set(dead.map(ObjectIdentifier.init)) == Set(connections.prefix(2).map(ObjectIdentifier.init)))
        for connection in dead { pool.closed(connection) }
        #expect(pool.machine.statistics.closed.failedCheck == 2)
        #expect(pool.take(2).connection === connections[2])
    }

    @Test("ends only the connection itself where the server has answered for it")
    func answered() {
        var pool = PoolUnderTest(.init(healthCheckAfterIdle: .seconds(30)))
        _ = pool.openIdle(3)
        pool.now += .seconds(40)
        guard case .check(let checked, let since)? = pool.machine.takeIdle(pool.now) else {
            Issue.record("it has been idle for 40 s")
            return
        }
        #expect(pool.machine.checkFailed(checked, idleSince: since, isSilent: false).count == 1)
        pool.closed(checked)
        #expect(pool.machine.statistics.idle == 2)
        #expect(pool.machine.statistics.closed.failedCheck == 1)
    }
}

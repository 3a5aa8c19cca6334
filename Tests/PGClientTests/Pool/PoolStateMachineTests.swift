// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The bookkeeping of a pool")
struct PoolStateMachineTests {
    typealias Dummy = PoolUnderTest.Dummy

    @Test("opens a connection for each waiter while there is room, and hands out in order of arrival")
    func fifo() {
        var pool = PoolUnderTest(maximum: 2)
        #expect(pool.lease(1) == .waiting(attempts: 1))
        #expect(pool.lease(2) == .waiting(attempts: 1))
        #expect(pool.lease(3) == .waiting(attempts: 0))
        let connection = Dummy()
        #expect(pool.connected(connection) == .handed(to: 1))
        #expect(pool.settled(connection) == .handed(to: 2))
        #expect(pool.settled(connection) == .handed(to: 3))
        #expect(pool.settled(connection) == .rests)
        #expect(pool.machine.statistics.idle == 1)
    }

    @Test("lends the connection that was used last")
    func lifo() {
        var pool = PoolUnderTest(maximum: 2)
        let connections = pool.openIdle(2)
        #expect(pool.take(1).connection === connections[1])
        #expect(pool.take(2).connection === connections[0])
    }

    @Test("passes over a waiter that has given up, and tells when it is too late to")
    func givingUp() {
        var pool = PoolUnderTest(maximum: 1)
        _ = pool.lease(1)
        _ = pool.lease(2)
        #expect(pool.machine.giveUp(1) == true)
        #expect(pool.connected() == .handed(to: 2))
        #expect(pool.machine.giveUp(2) == false)
        #expect(pool.machine.giveUp(1) == false)
    }

    @Test("times a waiter out at its own deadline, once, and serves the others")
    func deadlines() {
        var pool = PoolUnderTest(maximum: 1)
        let start = pool.now
        _ = pool.lease(1, within: .seconds(5))
        _ = pool.lease(2, within: .seconds(1))
        _ = pool.lease(3, within: .seconds(2))
        #expect(pool.machine.nextTick == start + .seconds(1))
        #expect(pool.tick(after: .milliseconds(999)).timedOut.isEmpty)
        #expect(pool.machine.nextTick == start + .seconds(1))
        #expect(pool.tick(after: .milliseconds(1)).timedOut == [2])
        #expect(pool.machine.giveUp(2) == false)
        #expect(pool.machine.nextTick == start + .seconds(2))
        #expect(pool.tick(after: .seconds(1)).timedOut == [3])
        #expect(pool.connected() == .handed(to: 1))
        #expect(pool.tick(after: .seconds(60)).timedOut.isEmpty)
        #expect(pool.machine.statistics.acquireTimeouts == 2)
    }

    @Test("replaces a connection that is lost while callers wait")
    func replaces() {
        var pool = PoolUnderTest(maximum: 1)
        _ = pool.lease(1)
        let connection = Dummy()
        _ = pool.connected(connection)
        _ = pool.lease(2)
        #expect(pool.closed(connection).connects?.count == 1)
        #expect(pool.closed(connection) == .init())
        #expect(pool.settled(connection) == .rests)
        #expect(pool.machine.statistics.idle == 0)
        #expect(pool.connected() == .handed(to: 2))
    }

    @Test("never lends an idle connection that has been lost")
    func lostWhileIdle() {
        var pool = PoolUnderTest(maximum: 1)
        let connection = pool.openIdle(1)[0]
        #expect(pool.closed(connection) == .init())
        #expect(pool.lease(2) == .waiting(attempts: 1))
    }

    @Test("counts what it holds and why connections ended")
    func statistics() {
        var pool = PoolUnderTest(maximum: 3)
        let connections = pool.openIdle(2)
        _ = pool.lease(1)
        _ = pool.lease(2)
        _ = pool.lease(3)
        _ = pool.lease(4)
        _ = pool.machine.giveUp(4)
        var statistics = pool.machine.statistics
        #expect(statistics.leased == 2 && statistics.idle == 0)
        #expect(statistics.connecting == 1 && statistics.waiting == 1 && statistics.opened == 2)
        pool.closed(connections[0], .unusable)
        pool.closed(connections[1], .lost)
        statistics = pool.machine.statistics
        #expect(statistics.leased == 0 && statistics.closed.unusable == 1 && statistics.closed.lost == 1)
        #expect(statistics.closed.total == 2)
    }

    @Test("tells how long a lease lasted where somebody keeps figures")
    func use() {
        var machine = PoolUnderTest.Machine(.init(), seed: 1, sampleInterval: .seconds(5))
        let (connection, now) = (Dummy(), MonotonicInstant.now)
        guard case .wait(let order?) = machine.lease(1, deadline: now + .seconds(1), now) else {
            Issue.record("nothing is open")
            return
        }
        _ = machine.connected(connection, order.attempt, now)
        #expect(machine.endUse(connection, now + .seconds(2)) == .seconds(2))
        #expect(machine.endUse(connection, now + .seconds(3)) == nil)
        _ = machine.settled(connection, now + .seconds(3))
        _ = machine.takeIdle(now + .seconds(10))
        #expect(machine.endUse(connection, now + .seconds(11)) == .seconds(1))
        _ = machine.tick(now + .seconds(11))
        #expect(machine.nextTick == now + .seconds(16))
    }
}

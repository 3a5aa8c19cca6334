// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The end of a pool's connections")
struct PoolEndingTests {
    typealias Dummy = PoolUnderTest.Dummy

    @Test("drains at shutdown: waiters fail, idle ones close at once, leased ones when they come back")
    func shutDown() {
        var pool = PoolUnderTest(maximum: 2)
        let (leased, idle) = (Dummy(), Dummy())
        _ = pool.lease(1)
        _ = pool.lease(2)
        _ = pool.connected(leased)
        _ = pool.connected(idle)
        _ = pool.settled(idle)
        let action = pool.machine.shutDown()
        #expect(action.close.count == 1 && action.close.first === idle)
        #expect(!action.isDrained)
        #expect(pool.lease(3) == .shutDown)
        #expect(pool.closed(idle) == .init())
        #expect(pool.settled(leased) == .closes(.shutDown))
        #expect(pool.closed(leased) == .init(isDrained: true))
        #expect(pool.machine.isDrained)
        #expect(pool.machine.statistics.closed.shutDown == 2)
    }

    @Test("a shutdown during an attempt to connect waits for its end and closes what it brings")
    func shutDownWhileConnecting() {
        var pool = PoolUnderTest(maximum: 2)
        _ = pool.lease(1)
        _ = pool.lease(2)
        #expect(pool.machine.shutDown().waiters == [1, 2])
        let late = Dummy()
        #expect(pool.connected(late) == .closes(.shutDown))
        #expect(pool.closed(late) == .init())
        #expect(pool.machine.connectFailed(pool.attempts.removeFirst(), pool.now) == .init(isDrained: true))
    }

    @Test("a shutdown waits for attempts from before an eviction too")
    func shutDownAfterEviction() {
        var pool = PoolUnderTest(maximum: 2)
        _ = pool.lease(1)
        _ = pool.machine.evict()
        #expect(!pool.machine.shutDown().isDrained)
        #expect(!pool.machine.isDrained)
        #expect(pool.machine.connectFailed(pool.attempts.removeFirst(), pool.now) == .init(isDrained: true))
    }

    @Test("a shutdown keeps no minimum")
    func shutDownMinimum() {
        var pool = PoolUnderTest(.init(minimumConnections: 2))
        let connections = pool.openIdle(2)
        _ = pool.machine.shutDown()
        #expect(pool.closed(connections[0]) == .init())
        #expect(pool.closed(connections[1]) == .init(isDrained: true))
        #expect(pool.tick().connects == nil)
        #expect(pool.machine.nextTick == nil)
    }

    @Test("the end of a shutdown's patience closes every connection that is left")
    func endLeases() {
        var pool = PoolUnderTest(maximum: 2)
        let connections = pool.openIdle(2)
        _ = pool.lease(1)
        _ = pool.machine.shutDown()
        #expect(pool.machine.endLeases().count == 2)
        pool.closed(connections[0])
        #expect(pool.closed(connections[1]).isDrained)
    }

    @Test("an eviction fails the waiters and closes every connection, and callers connect anew")
    func evict() {
        var pool = PoolUnderTest(maximum: 2)
        let connections = pool.openIdle(2)
        _ = pool.lease(1)
        _ = pool.lease(2)
        _ = pool.lease(3)
        let action = pool.machine.evict()
        #expect(action.waiters == [3])
        #expect(action.close.count == 2)
        // They hold their places until they are gone.
        #expect(pool.lease(4) == .waiting(attempts: 0))
        #expect(pool.settled(connections[0]) == .rests)
        #expect(pool.machine.statistics.idle == 0)
        #expect(pool.closed(connections[0]).connects?.count == 1)
        #expect(pool.connected() == .handed(to: 4))
        #expect(pool.closed(connections[1]).connects == nil)
        #expect(pool.machine.statistics.closed.evicted == 2)
    }

    @Test("a connection whose attempt began before an eviction is closed when it comes")
    func lateSuccess() {
        var pool = PoolUnderTest(maximum: 1)
        _ = pool.lease(1)
        #expect(pool.machine.evict().waiters == [1])
        #expect(pool.lease(2) == .waiting(attempts: 0))
        let late = Dummy()
        #expect(pool.connected(late) == .closes(.evicted))
        #expect(pool.closed(late).connects?.count == 1)
        #expect(pool.connected() == .handed(to: 2))
    }

    @Test("the failure of an attempt that began before an eviction fails nobody and makes no pause")
    func lateFailure() {
        var pool = PoolUnderTest(maximum: 1)
        _ = pool.lease(1)
        _ = pool.machine.evict()
        #expect(pool.lease(2) == .waiting(attempts: 0))
        #expect(pool.connectFailed().isEmpty)
        #expect(pool.attempts.count == 1)
        #expect(pool.machine.statistics.failedAttempts == 0)
        #expect(pool.connected() == .handed(to: 2))
    }
}

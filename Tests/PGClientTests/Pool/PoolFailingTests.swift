// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("A pool whose server cannot be reached")
struct PoolFailingTests {
    typealias Dummy = PoolUnderTest.Dummy

    @Test("fails every waiter when the last attempt fails and nothing is open")
    func lastAttemptFails() {
        var pool = PoolUnderTest(maximum: 2)
        for id: UInt64 in 1...4 { _ = pool.lease(id) }
        #expect(pool.connectFailed().isEmpty)
        #expect(pool.connectFailed() == [1, 2, 3, 4])
        #expect(pool.attempts.isEmpty)
        #expect(pool.machine.statistics.failedAttempts == 2)
    }

    @Test("refuses callers until the next attempt is due, and then starts one for all of them")
    func pause() {
        var pool = PoolUnderTest(maximum: 8)
        _ = pool.lease(1)
        #expect(pool.connectFailed() == [1])
        for id: UInt64 in 2...100 { #expect(pool.lease(id) == .refused) }
        pool.now += .milliseconds(125)
        #expect(pool.lease(101) == .waiting(attempts: 1))
        for id: UInt64 in 102...200 { #expect(pool.lease(id) == .waiting(attempts: 0)) }
        #expect(pool.connectFailed().count == 100)
        #expect(pool.lease(201) == .refused)
    }

    @Test("tells when the next attempt is due, counted from the start of the one that failed")
    func nextAttempt() {
        var pool = PoolUnderTest(maximum: 1)
        let start = pool.now
        _ = pool.lease(1)
        pool.now += .milliseconds(60)
        _ = pool.connectFailed()
        guard case .refuseFailing(let instant) = pool.machine.lease(2, deadline: pool.now, pool.now) else {
            Issue.record("nothing is open")
            return
        }
        #expect(instant >= start + .milliseconds(100) && instant <= start + .milliseconds(125))
        // An attempt that took longer than the pause has been a pause itself.
        pool.now += .seconds(1)
        _ = pool.lease(3)
        pool.now += .seconds(3)
        #expect(pool.connectFailed() == [3])
        #expect(pool.lease(4) == .waiting(attempts: 1))
    }

    @Test("opens one connection at a time after its return, then two, then four")
    func readmission() {
        var pool = PoolUnderTest(maximum: 16)
        _ = pool.lease(0)
        _ = pool.connectFailed()
        pool.now += .seconds(1)
        for id: UInt64 in 1...40 { _ = pool.lease(id) }
        #expect(pool.attempts.count == 1)
        var atOnce: [Int] = []
        for id: UInt64 in 1...7 {
            #expect(pool.connected() == .handed(to: id))
            atOnce.append(pool.attempts.count)
        }
        #expect(atOnce == [1, 2, 4, 8, 11, 10, 9])
    }

    @Test("with connections open lets callers wait for them, and tries again after a pause")
    func full() {
        var pool = PoolUnderTest(maximum: 4)
        let connection = Dummy()
        _ = pool.lease(1)
        _ = pool.connected(connection)
        #expect(pool.lease(2) == .waiting(attempts: 1))
        #expect(pool.connectFailed().isEmpty)
        #expect(pool.lease(3) == .waiting(attempts: 0))
        #expect(pool.tick(after: .milliseconds(99)).connects == nil)
        #expect(pool.machine.nextTick.map { $0 <= pool.now + .milliseconds(26) } == true)
        #expect(pool.tick(after: .milliseconds(26)).connects?.count == 1)
        #expect(pool.connectFailed().isEmpty)
        #expect(pool.settled(connection) == .handed(to: 2))
        #expect(pool.settled(connection) == .handed(to: 3))
    }

    @Test("fails those who wait when the last connection goes during a pause")
    func lastOneLost() {
        var pool = PoolUnderTest(maximum: 4)
        let connection = Dummy()
        _ = pool.lease(1)
        _ = pool.connected(connection)
        _ = pool.lease(2)
        _ = pool.connectFailed()
        #expect(pool.closed(connection).waiters == [2])
        #expect(pool.lease(3) == .refused)
    }

    @Test("that is said to be back is tried at once")
    func back() {
        var pool = PoolUnderTest(maximum: 4)
        _ = pool.lease(1)
        _ = pool.connectFailed()
        #expect(pool.lease(2) == .refused)
        #expect(pool.machine.serverIsBack(pool.now) == nil)
        #expect(pool.lease(3) == .waiting(attempts: 1))
        #expect(pool.lease(4) == .waiting(attempts: 0))
        #expect(pool.connected() == .handed(to: 3))
        #expect(pool.attempts.count == 1)
    }

    @Test("that is said to be back gets the attempt that waiters and the minimum want")
    func backWithDemand() {
        var pool = PoolUnderTest(.init(minimumConnections: 2, maximumConnections: 4))
        _ = pool.tick()
        #expect(pool.attempts.count == 2)
        _ = pool.connectFailed()
        _ = pool.connectFailed()
        #expect(pool.attempts.isEmpty)
        #expect(pool.machine.serverIsBack(pool.now)?.count == 1)
    }

    @Test("is tried for the minimum, after each pause, while nobody calls")
    func minimum() {
        var pool = PoolUnderTest(.init(minimumConnections: 3, maximumConnections: 4))
        _ = pool.tick()
        #expect(pool.attempts.count == 3)
        for _ in 0..<3 { _ = pool.connectFailed() }
        for _ in 0..<10 {
            guard let next = pool.machine.nextTick else {
                Issue.record("nobody would try again")
                return
            }
            #expect(next > pool.now)
            pool.now = next
            #expect(pool.tick().connects?.count == 1)
            _ = pool.connectFailed()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The bookkeeping of a pool")
struct PoolStateMachineTests {
    final class Dummy: Sendable {}
    typealias Machine = PoolStateMachine<Dummy>

    @Test("opens a connection for each waiter while there is room, and hands out in order of arrival")
    func fifo() {
        var machine = Machine(maximum: 2)
        #expect(machine.lease(1).connects == true)
        #expect(machine.lease(2).connects == true)
        #expect(machine.lease(3).connects == false)
        let connection = Dummy()
        #expect(machine.connected(connection).handedTo == 1)
        #expect(machine.settled(connection).handedTo == 2)
        #expect(machine.settled(connection).handedTo == 3)
        #expect(machine.settled(connection).handedTo == nil)
        #expect(machine.idleCount == 1)
    }

    @Test("lends the connection that was used last")
    func lifo() {
        var machine = Machine(maximum: 2)
        let (first, second) = (Dummy(), Dummy())
        _ = machine.lease(1)
        _ = machine.lease(2)
        _ = machine.connected(first)
        _ = machine.connected(second)
        _ = machine.settled(first)
        _ = machine.settled(second)
        guard case .use(let lent) = machine.lease(3) else {
            Issue.record("one is idle")
            return
        }
        #expect(lent === second)
    }

    @Test("passes over a waiter that has given up, and tells when it is too late to")
    func givingUp() {
        var machine = Machine(maximum: 1)
        _ = machine.lease(1)
        _ = machine.lease(2)
        let connection = Dummy()
        #expect(machine.giveUp(1) == true)
        #expect(machine.connected(connection).handedTo == 2)
        #expect(machine.giveUp(2) == false)
        #expect(machine.giveUp(1) == false)
    }

    @Test("fails every waiter when the last attempt fails and nothing is open")
    func lastAttemptFails() {
        var machine = Machine(maximum: 2)
        for id: UInt64 in 1...4 { _ = machine.lease(id) }
        #expect(machine.connectFailed().waiters.isEmpty)
        #expect(machine.connectFailed().waiters == [1, 2, 3, 4])
        #expect(machine.attemptCount == 0)
        #expect(machine.lease(5).connects == true)
    }

    @Test("lets waiters wait for an open connection when another attempt fails")
    func otherConnectionServes() {
        var machine = Machine(maximum: 2)
        _ = machine.lease(1)
        _ = machine.lease(2)
        let connection = Dummy()
        _ = machine.connected(connection)
        #expect(machine.connectFailed().waiters.isEmpty)
        #expect(machine.settled(connection).handedTo == 2)
    }

    @Test("replaces a connection that is lost while callers wait")
    func replaces() {
        var machine = Machine(maximum: 1)
        _ = machine.lease(1)
        let connection = Dummy()
        _ = machine.connected(connection)
        _ = machine.lease(2)
        #expect(machine.closed(connection) == .init(connects: true))
        #expect(machine.closed(connection) == .init())
        #expect(machine.settled(connection).handedTo == nil)
        #expect(machine.connected(Dummy()).handedTo == 2)
    }

    @Test("never lends an idle connection that has been lost")
    func lostWhileIdle() {
        var machine = Machine(maximum: 1)
        _ = machine.lease(1)
        let connection = Dummy()
        _ = machine.connected(connection)
        _ = machine.settled(connection)
        #expect(machine.closed(connection) == .init())
        #expect(machine.lease(2).connects == true)
    }

    @Test("drains at shutdown: waiters fail, idle ones close at once, leased ones when they come back")
    func shutDown() {
        var machine = Machine(maximum: 2)
        let (leased, idle) = (Dummy(), Dummy())
        _ = machine.lease(1)
        _ = machine.lease(2)
        _ = machine.connected(leased)
        _ = machine.connected(idle)
        _ = machine.settled(idle)
        let action = machine.shutDown()
        #expect(action.close.count == 1 && action.close.first === idle)
        #expect(!action.isDrained)
        #expect(machine.lease(3).isRefused)
        #expect(machine.closed(idle) == .init())
        guard case .close(let closing) = machine.settled(leased) else {
            Issue.record("a connection that comes back is closed")
            return
        }
        #expect(machine.closed(closing) == .init(isDrained: true))
        #expect(machine.isDrained)
    }

    @Test("a shutdown during an attempt to connect waits for its end and closes what it brings")
    func shutDownWhileConnecting() {
        var machine = Machine(maximum: 2)
        _ = machine.lease(1)
        _ = machine.lease(2)
        #expect(machine.shutDown().waiters == [1, 2])
        let late = Dummy()
        guard case .close = machine.connected(late) else {
            Issue.record("it comes too late")
            return
        }
        #expect(machine.closed(late) == .init())
        #expect(machine.connectFailed() == .init(isDrained: true))
    }

    @Test("serves, fails or gives up each waiter exactly once and stays within its size, in any order of events")
    func randomSchedules() {
        var generator = SplitMix(state: 7)
        for _ in 0..<5_000 {
            let maximum = Int(generator.next() % 4) + 1
            var machine = Machine(maximum: maximum)
            var waiting: Set<UInt64> = []
            var leased: [Dummy] = []
            var idle: [Dummy] = []
            var attempts = 0
            var nextID: UInt64 = 0

            func apply(_ action: Machine.ReturnAction, _ connection: Dummy) {
                switch action {
                case .none: idle.append(connection)
                case .hand(let handed, let id):
                    #expect(handed === connection)
                    #expect(waiting.remove(id) != nil)
                    leased.append(connection)
                case .close: Issue.record("nothing is shut down")
                }
            }
            for _ in 0..<60 {
                switch generator.next() % 10 {
                case 0...3:
                    nextID += 1
                    switch machine.lease(nextID) {
                    case .use(let connection):
                        #expect(idle.contains { $0 === connection })
                        idle.removeAll { $0 === connection }
                        leased.append(connection)
                    case .wait(let connects):
                        waiting.insert(nextID)
                        if connects { attempts += 1 }
                    case .refuseShutDown: Issue.record("nothing is shut down")
                    }
                case 4:
                    guard let id = waiting.randomElement(using: &generator) else { continue }
                    #expect(machine.giveUp(id) == true)
                    waiting.remove(id)
                case 5 where attempts > 0:
                    attempts -= 1
                    let connection = Dummy()
                    apply(machine.connected(connection), connection)
                case 6 where attempts > 0:
                    attempts -= 1
                    for id in machine.connectFailed().waiters { #expect(waiting.remove(id) != nil) }
                case 7, 8:
                    guard let connection = leased.popLast() else { continue }
                    apply(machine.settled(connection), connection)
                default:
                    guard let connection = leased.popLast() ?? idle.popLast() else { continue }
                    if machine.closed(connection).connects { attempts += 1 }
                }
                #expect(leased.count + idle.count + attempts <= maximum)
                #expect(waiting.isEmpty || !leased.isEmpty || attempts > 0, "waiters with nobody to serve them")
                #expect(waiting.isEmpty || idle.isEmpty, "an idle connection beside waiters")
            }
        }
    }
}

extension PoolStateMachine.LeaseAction {
    fileprivate var connects: Bool? { if case .wait(let connects) = self { connects } else { nil } }
    fileprivate var isRefused: Bool { if case .refuseShutDown = self { true } else { false } }
}

extension PoolStateMachine.ReturnAction {
    fileprivate var handedTo: UInt64? { if case .hand(_, let id) = self { id } else { nil } }
}

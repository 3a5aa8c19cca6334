// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The places of a multiplexer")
struct MultiplexerStateMachineTests {
    /// Statements and connections are known by their numbers alone.
    private typealias Machine = MultiplexerStateMachine<UInt64, Lane>

    private struct Lane: Identifiable, Equatable, ExpressibleByIntegerLiteral {
        let id: UInt64

        init(_ id: UInt64) { self.id = id }
        init(integerLiteral id: UInt64) { self.id = id }
    }

    private let start = MonotonicInstant.now

    private func machine(lanes: Int = 2, depth: Int = 2) -> Machine {
        Machine(.init(connections: lanes, depth: depth, patience: .milliseconds(50)))
    }

    @Test("the first statement opens a connection and goes over it once it stands")
    func first() {
        var machine = machine()
        #expect(machine.submit(1, 1, now: start) == .wait(connects: true))
        #expect(machine.submit(2, 2, now: start) == .wait(connects: false))
        let action = machine.opened(100, now: start)
        #expect(action.assignments == [.init(statement: 1, connection: 100), .init(statement: 2, connection: 100)])
    }

    @Test("statements go where the fewest are under way, and wait in order of arrival when all places are taken")
    func spreading() {
        var machine = machine()
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        #expect(machine.submit(2, 2, now: start) == .send(100))
        #expect(machine.submit(3, 3, now: start) == .wait(connects: true))
        #expect(machine.opened(101, now: start).assignments == [.init(statement: 3, connection: 101)])
        #expect(machine.submit(4, 4, now: start) == .send(101))
        #expect(machine.submit(5, 5, now: start) == .wait(connects: false))
        #expect(machine.submit(6, 6, now: start) == .wait(connects: false))
        #expect(machine.answered(4, isRepairable: false) == 4)
        #expect(machine.freed(1, on: 101, now: start) == [.init(statement: 5, connection: 101)])
        #expect(machine.submit(7, 7, now: start) == .wait(connects: false))
    }

    @Test("nobody queues behind a statement that has held up the rest for too long")
    func patience() {
        var machine = machine(lanes: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        #expect(machine.submit(2, 2, now: start + .milliseconds(60)) == .wait(connects: false))
        _ = machine.answered(1, isRepairable: false)
        #expect(machine.freed(1, on: 100, now: start + .milliseconds(70)) == [.init(statement: 2, connection: 100)])
    }

    @Test("an idle connection takes statements however long it has been idle")
    func idle() {
        var machine = machine(lanes: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        _ = machine.answered(1, isRepairable: false)
        _ = machine.freed(1, on: 100, now: start)
        #expect(machine.submit(2, 2, now: start + .seconds(60)) == .send(100))
    }

    @Test("a statement given up while it waits is dropped, one that was sent is abandoned, and its place stays taken")
    func givingUp() {
        var machine = machine(lanes: 1, depth: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        _ = machine.submit(2, 2, now: start)
        #expect(machine.giveUp(2, onlyWaiting: true) == 2)
        #expect(machine.giveUp(2, onlyWaiting: true) == nil)
        #expect(machine.giveUp(1, onlyWaiting: true) == nil)
        #expect(machine.giveUp(1, onlyWaiting: false) == 1)
        #expect(machine.submit(3, 3, now: start) == .wait(connects: false))
        #expect(machine.answered(1, isRepairable: false) == nil)
        #expect(machine.freed(1, on: 100, now: start) == [.init(statement: 3, connection: 100)])
    }

    @Test("a stale plan is sent again once, ahead of those that wait")
    func repair() {
        var machine = machine(lanes: 1, depth: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        _ = machine.submit(2, 2, now: start)
        #expect(machine.answered(1, isRepairable: true) == nil)
        #expect(machine.freed(1, on: 100, now: start) == [.init(statement: 1, connection: 100)])
        #expect(machine.answered(1, isRepairable: true) == 1)
    }

    @Test("the statements of a lost connection are sent again once, in their order, and then fail")
    func loss() {
        var machine = machine(lanes: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.submit(2, 2, now: start)
        _ = machine.opened(100, now: start)
        let loss = machine.closed(100, now: start)
        #expect(loss.waiting == [1, 2] && loss.connects)
        #expect(loss.lost.isEmpty && loss.assignments.isEmpty)
        let again: [Machine.Assignment] = [
            .init(statement: 1, connection: 101), .init(statement: 2, connection: 101),
        ]
        #expect(machine.opened(101, now: start).assignments == again)
        #expect(machine.closed(101, now: start).lost.sorted() == [1, 2])
    }

    @Test("a statement that was exchanged while it waited or ran is what comes out")
    func exchange() {
        var machine = machine(lanes: 1, depth: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        _ = machine.submit(2, 2, now: start)
        machine.update { id, statement in statement = id + 40 }
        #expect(machine.answered(1, isRepairable: false) == 41)
        #expect(machine.freed(1, on: 100, now: start) == [.init(statement: 42, connection: 100)])
        #expect(machine.answered(2, isRepairable: false) == 42)
    }

    @Test("an attempt to connect does not begin once nobody waits for it any more, and the next one who does asks anew")
    func nobodyWaits() {
        var machine = machine()
        #expect(machine.submit(1, 1, now: start) == .wait(connects: true))
        #expect(machine.evict() == [1])
        #expect(machine.beginsToConnect() == false)
        #expect(machine.submit(2, 2, now: start) == .wait(connects: true))
        #expect(machine.beginsToConnect() == true)
        #expect(machine.submit(3, 3, now: start) == .wait(connects: false))
    }

    @Test("a failed attempt to connect fails those that wait, unless a connection stands")
    func openFailed() {
        var machine = machine(lanes: 2, depth: 1)
        _ = machine.submit(1, 1, now: start)
        #expect(machine.openFailed() == [1])
        _ = machine.submit(2, 2, now: start)
        _ = machine.opened(100, now: start)
        #expect(machine.submit(3, 3, now: start) == .wait(connects: true))
        #expect(machine.openFailed() == [])
        _ = machine.answered(2, isRepairable: false)
        #expect(machine.freed(1, on: 100, now: start) == [.init(statement: 3, connection: 100)])
    }

    @Test("after a shutdown nothing is taken and nothing is sent again")
    func shutDown() {
        var machine = machine(lanes: 1, depth: 1)
        _ = machine.submit(1, 1, now: start)
        _ = machine.opened(100, now: start)
        _ = machine.submit(2, 2, now: start)
        #expect(machine.shutDown() == [2])
        #expect(machine.submit(3, 3, now: start) == .refuseShutDown)
        let loss = machine.closed(100, now: start)
        #expect(loss.lost == [1])
        #expect(loss.waiting.isEmpty && loss.assignments.isEmpty && !loss.connects)
    }

    @Test("each statement is answered once and no connection goes past its depth, in any order of events")
    func randomSchedules() {
        var generator = SplitMix(state: 11)
        for _ in 0..<2_000 {
            let depth = Int(generator.next() % 3) + 1
            var machine = machine(lanes: Int(generator.next() % 3) + 1, depth: depth)
            var now = start
            var open: Set<UInt64> = []
            var lanes: [UInt64: [UInt64]] = [:]
            var isConnecting = false
            var nextID: UInt64 = 0

            func assign(_ assignments: [Machine.Assignment]) {
                for assignment in assignments {
                    lanes[assignment.connection.id]?.append(assignment.statement)
                    #expect((lanes[assignment.connection.id]?.count ?? .max) <= depth)
                }
            }
            func settle(_ ids: [UInt64]) { for id in ids { #expect(open.remove(id) != nil, "answered twice") } }

            for _ in 0..<60 {
                now += .milliseconds(Int(generator.next() % 30))
                nextID += 1
                switch generator.next() % 8 {
                case 0...2:
                    open.insert(nextID)
                    switch machine.submit(nextID, nextID, now: now) {
                    case .send(let lane): assign([.init(statement: nextID, connection: lane)])
                    case .wait(let connects): isConnecting = isConnecting || connects
                    case .refuseShutDown: Issue.record("nothing is shut down")
                    }
                case 3, 4:
                    guard let (lane, underWay) = lanes.randomElement(using: &generator), !underWay.isEmpty else {
                        continue
                    }
                    let id = underWay[0]
                    lanes[lane]?.removeFirst()
                    if machine.answered(id, isRepairable: generator.next() % 5 == 0) != nil { settle([id]) }
                    assign(machine.freed(1, on: lane, now: now))
                case 5:
                    guard isConnecting else { continue }
                    isConnecting = false
                    if generator.next() % 4 == 0 {
                        settle(machine.openFailed())
                    } else {
                        lanes[nextID] = []
                        let action = machine.opened(Lane(nextID), now: now)
                        isConnecting = action.connects
                        assign(action.assignments)
                    }
                case 6:
                    guard let id = open.randomElement(using: &generator) else { continue }
                    #expect(machine.giveUp(id, onlyWaiting: false) == id)
                    settle([id])
                default:
                    guard generator.next() % 4 == 0, let lane = lanes.keys.randomElement(using: &generator) else {
                        continue
                    }
                    lanes[lane] = nil
                    let action = machine.closed(lane, now: now)
                    isConnecting = isConnecting || action.connects
                    settle(action.lost)
                    assign(action.assignments)
                }
            }
            settle(machine.shutDown())
            for lane in lanes.keys { settle(machine.closed(lane, now: now).lost) }
            #expect(open.isEmpty, "a statement was never answered")
        }
    }
}

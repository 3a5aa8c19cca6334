// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("An established connection")
struct ConnectionStateMachineTests {
    private func leased() -> ConnectionStateMachine {
        var machine = ConnectionStateMachine()
        machine.beginLease(1)
        return machine
    }

    @Test("sends one statement at a time, in order of arrival")
    func order() {
        var machine = leased()
        #expect(machine.submit(10, lease: 1) == .send)
        #expect(machine.submit(11, lease: 1) == .queued)
        #expect(machine.submit(12, lease: 1) == .queued)
        #expect(machine.completed() == .init(deliver: 10, next: .send(11)))
        #expect(machine.completed() == .init(deliver: 11, next: .send(12)))
        #expect(machine.completed() == .init(deliver: 12, next: .none))
        #expect(machine.completed() == .init(deliver: nil, next: .none))
    }

    @Test(
        "after a cancellation is used again only when the request has returned and the results are drained",
        arguments: [true, false]
    )
    func cancellation(drainsFirst: Bool) {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.submit(11, lease: 1)
        #expect(machine.abandon(10) == .cancelOnServer)
        #expect(machine.abandon(10) == .none)
        if drainsFirst {
            #expect(machine.completed() == .init(deliver: nil, next: .none))
            #expect(!machine.awaitsReplies)
            #expect(machine.cancelReturned(true, of: 10) == .send(11))
        } else {
            #expect(machine.cancelReturned(true, of: 10) == .none)
            #expect(machine.completed() == .init(deliver: nil, next: .send(11)))
        }
        #expect(machine.completed() == .init(deliver: 11, next: .none))
    }

    @Test("is closed when the cancel request fails or the statement does not end in time")
    func failedCancellation() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.abandon(10)
        #expect(machine.cancelReturned(false, of: 10) == .close)
        machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.abandon(10)
        #expect(machine.drainDeadlineReached(of: 10) == .close)
    }

    @Test("ignores the deadline and the answer of a cancellation that is over")
    func lateCancellation() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.abandon(10)
        _ = machine.completed()
        _ = machine.cancelReturned(true, of: 10)
        _ = machine.submit(11, lease: 1)
        _ = machine.abandon(11)
        #expect(machine.drainDeadlineReached(of: 10) == .none)
        #expect(machine.cancelReturned(true, of: 10) == .none)
        #expect(machine.completed() == .init(deliver: nil, next: .none))
        #expect(machine.cancelReturned(true, of: 11) == .none)
    }

    @Test("drops a statement that is given up while queued, and leaves the running one alone")
    func dropsQueued() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.submit(11, lease: 1)
        #expect(machine.abandon(11) == .drop)
        #expect(machine.completed() == .init(deliver: 10, next: .none))
    }

    @Test("settles at the end of a lease when it is idle, and refuses the old lease from then on")
    func release() {
        var machine = leased()
        #expect(machine.release(1) == .settle)
        #expect(machine.release(1) == .ignore)
        #expect(machine.submit(10, lease: 1) == .rejectLeaseEnded)
        machine.beginLease(2)
        #expect(machine.submit(11, lease: 1) == .rejectLeaseEnded)
        #expect(machine.submit(12, lease: 2) == .send)
    }

    @Test("runs one statement without a lease and settles when it has ended, or has been given up")
    func statementWithoutLease() {
        var machine = ConnectionStateMachine()
        #expect(machine.submit(10, lease: nil) == .send)
        #expect(machine.completed() == .init(deliver: 10, next: .settle))
        #expect(machine.submit(11, lease: nil) == .send)
        #expect(machine.abandon(11) == .cancelOnServer)
        #expect(machine.completed() == .init(deliver: nil, next: .none))
        #expect(machine.cancelReturned(true, of: 11) == .settle)
        machine.beginLease(1)
        #expect(machine.submit(12, lease: nil) == .rejectLeaseEnded)
        _ = machine.close()
        #expect(machine.submit(13, lease: nil) == .rejectClosed)
    }

    @Test("cancels what a lease has left running and settles afterwards")
    func releaseWhileRunning() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        #expect(machine.release(1) == .cancelOnServer(10))
        #expect(machine.completed() == .init(deliver: nil, next: .none))
        #expect(machine.cancelReturned(true, of: 10) == .settle)
    }

    @Test("settles after the drain when the lease ends during it")
    func releaseWhileDraining() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.abandon(10)
        #expect(machine.release(1) == .wait)
        #expect(machine.cancelReturned(true, of: 10) == .none)
        #expect(machine.completed() == .init(deliver: nil, next: .settle))
    }

    @Test("tells at its end which statement may have run and which were never sent")
    func close() {
        var machine = leased()
        _ = machine.submit(10, lease: 1)
        _ = machine.submit(11, lease: 1)
        #expect(machine.close() == .init(running: 10, queued: [11]))
        #expect(machine.close() == nil)
        #expect(machine.submit(12, lease: 1) == .rejectClosed)
        #expect(machine.release(1) == .alreadyClosed)
    }

    /// The server and the cancel thread as a model, driven in random order.
    @Test("answers each statement once and never sends one into another's cancellation, in any order of events")
    func randomSchedules() {
        var generator = SplitMix(state: 20_261_121)
        var abandoned = 0
        for _ in 0..<20_000 {
            var machine = leased()
            var lease: UInt64 = 1
            var nextID: UInt64 = 100
            var onWire: UInt64?
            var pendingCancels: Set<UInt64> = []
            var open: Set<UInt64> = []
            var isClosed = false

            func answered(_ id: UInt64) { #expect(open.remove(id) != nil, "answered twice") }
            func sent(_ id: UInt64) {
                #expect(onWire == nil, "two statements on the wire")
                #expect(pendingCancels.isEmpty, "sent into a cancellation that is under way")
                onWire = id
            }
            func closed() {
                guard let action = machine.close() else { return }
                isClosed = true
                if let id = action.running { answered(id) }
                for id in action.queued { answered(id) }
            }
            func apply(_ next: ConnectionStateMachine.Next) {
                switch next {
                case .none: break
                case .send(let id): sent(id)
                case .settle: #expect(machine.lease == nil && onWire == nil && pendingCancels.isEmpty)
                case .close: closed()
                }
            }

            for _ in 0..<30 where !isClosed {
                switch generator.next() % 12 {
                case 0...3:
                    nextID += 1
                    open.insert(nextID)
                    switch machine.submit(nextID, lease: lease) {
                    case .send: sent(nextID)
                    case .queued: break
                    case .rejectLeaseEnded, .rejectClosed: answered(nextID)
                    }
                case 4...6:
                    guard onWire != nil else { continue }
                    onWire = nil
                    let action = machine.completed()
                    if let id = action.deliver { answered(id) }
                    apply(action.next)
                case 7, 8:
                    guard let id = open.randomElement(using: &generator) else { continue }
                    abandoned += 1
                    switch machine.abandon(id) {
                    case .none: Issue.record("an open statement must be known")
                    case .drop: answered(id)
                    case .cancelOnServer:
                        answered(id)
                        pendingCancels.insert(id)
                    }
                case 9, 10:
                    guard let id = pendingCancels.popFirst() else { continue }
                    apply(machine.cancelReturned(generator.next() % 8 != 0, of: id))
                default:
                    for id in machine.takeQueue() { answered(id) }
                    switch machine.release(lease) {
                    case .cancelOnServer(let id):
                        answered(id)
                        pendingCancels.insert(id)
                    case .settle: #expect(onWire == nil && pendingCancels.isEmpty)
                    case .wait, .alreadyClosed, .ignore: break
                    }
                    // The pool lends it again once it has settled.
                    if machine.lease == nil, onWire == nil, pendingCancels.isEmpty, !machine.awaitsReplies {
                        lease += 1
                        machine.beginLease(lease)
                    }
                }
            }
            closed()
            #expect(open.isEmpty, "a statement was never answered")
        }
        #expect(abandoned > 10_000)
    }
}

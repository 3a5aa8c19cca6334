// SPDX-License-Identifier: Apache-2.0

import DequeModule
import Testing

@testable import PGClient

@Suite("What a loop has to do")
final class LoopStateTests {
    private final class Handler: ReadinessHandler {
        func socketIsReady(_ readiness: Readiness) {}
    }

    private var state = LoopState(absence: AbsencePolicy(trial: 1))
    private let lookout = Lookout()
    private var jobs = Deque<LoopState.Job>()

    private func wait() -> LoopState.Wait { state.prepareToWait(&jobs, lookout) }

    @Test("without jobs it waits for its sockets, until the first timer is due")
    func sockets() {
        guard case .sockets(nil) = wait() else {
            Issue.record("It has no timer.")
            return
        }
        _ = state.insertTimer(at: .now + .seconds(100)) {}
        guard case .sockets(let timeout?) = wait() else {
            Issue.record("It has a timer.")
            return
        }
        #expect((1...100_000_000_000).contains(timeout))
    }

    @Test("with jobs, and at its end, it waits for nothing")
    func nothing() {
        state.jobs.append(.closure {})
        guard case .none = wait() else {
            Issue.record("It has a job.")
            return
        }
        #expect(jobs.count == 1)
        jobs = []
        state.isStopping = true
        guard case .none = wait() else {
            Issue.record("It ends.")
            return
        }
        #expect(!state.isSleeping)
    }

    #if os(Linux)
    @Test("while callers read it waits to be woken, for a thousandth of a second or until the first timer is due")
    func absence() {
        lookout.readerIsTold()
        guard case .wakeUp(1_000_000) = wait() else {
            Issue.record("It could leave.")
            return
        }
        lookout.comeBack()
        _ = state.insertTimer(at: .now + .microseconds(500)) {}
        guard case .wakeUp(let timeout) = wait() else {
            Issue.record("It could leave.")
            return
        }
        #expect(timeout <= 500_000)
    }
    #endif

    @Test("what callers found for it keeps it from sleeping, and is told once for each socket")
    func found() {
        let (first, second) = (state.handlers.insert(Handler()), state.handlers.insert(Handler()))
        _ = wait()
        let wakes = [first, second].map { state.leaveForLoop(ReadyEvent(token: $0, readiness: .readable)) }
        // After the first it is awake.
        #expect(wakes == [true, false])
        guard case .none = wait() else {
            Issue.record("It has to see to what was found.")
            return
        }
        var events = [ReadyEvent(token: first, readiness: [.readable, .ended])]
        var (ready, due): ([LoopState.Ready], [LoopState.Timer]) = ([], [])
        state.collect(&events, &ready, &due)
        #expect(ready.count == 2)
        #expect(ready.contains { $0.readiness.contains(.ended) })
        #expect(events.isEmpty && due.isEmpty)
        guard case .sockets = wait() else {
            Issue.record("Everything was told.")
            return
        }
    }

    @Test("what callers found on a socket whose registration has ended is told to nobody")
    func ended() {
        let token = state.handlers.insert(Handler())
        _ = state.leaveForLoop(ReadyEvent(token: token, readiness: .readable))
        _ = state.handlers.remove(token)
        var (events, ready, due): ([ReadyEvent], [LoopState.Ready], [LoopState.Timer]) = ([], [], [])
        state.collect(&events, &ready, &due)
        #expect(ready.isEmpty)
    }
}

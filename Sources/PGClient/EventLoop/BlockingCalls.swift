// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
internal import Synchronization

/// Threads for the calls of libpq and the system that block: name look-ups, password files, `PQcancel`.
///
/// Threads are started on demand, at most `limit` at once, and end when nothing is left to do. A call
/// that hangs (a resolver without an answer, a cancel request to a stopped server) occupies one of them;
/// whoever waits for it keeps a deadline of its own.
final class BlockingCalls: Sendable {
    private struct State {
        var waiting = Deque<@Sendable () -> Void>()
        var threads = 0
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    func run(_ call: @escaping @Sendable () -> Void) {
        let startsThread = state.withLock { state in
            state.waiting.append(call)
            guard state.threads < limit else { return false }
            state.threads += 1
            return true
        }
        guard startsThread else { return }
        do {
            try LoopThread(name: "pg-blocking") { self.work() }.detach()
        } catch {
            // Without a thread the caller's own one does the work: late is better than never.
            work()
        }
    }

    private func work() {
        while true {
            let call: (@Sendable () -> Void)? = state.withLock { state in
                guard let call = state.waiting.popFirst() else {
                    state.threads -= 1
                    return nil
                }
                return call
            }
            guard let call else { return }
            call()
        }
    }
}

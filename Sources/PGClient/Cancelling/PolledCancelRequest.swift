// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ
internal import Synchronization

/// A cancel request that the loop drives, encrypted where the connection is: libpq 17.
final class PolledCancelRequest: CancelRequest, ReadinessHandler {
    /// One `PGcancelConn`. `@unchecked Sendable`: it is used under the lock that it lives behind, and has one owner.
    private struct Handle: ~Copyable, @unchecked Sendable {
        let request: UnsafeMutableRawPointer

        deinit { clibpq_cancel_finish(request) }
    }

    private struct State: ~Copyable, Sendable {
        var handle: Handle?
        var loop: PGEventLoop?
        var registration: Registration?
        var completion: (@Sendable (Bool) -> Void)?
    }

    private let state: Mutex<State>

    /// - Parameter connection: The `PGconn` that is meant.
    /// - Returns: `nil` where libpq is older, or has no memory for it.
    init?(_ connection: OpaquePointer) {
        guard let request = clibpq_cancel_create(connection) else { return nil }
        state = Mutex(State(handle: Handle(request: request)))
    }

    func send(
        on loop: PGEventLoop,
        _ calls: BlockingCalls,
        deadline: MonotonicInstant,
        isWanted: @escaping @Sendable () -> Bool,
        completion: @escaping @Sendable (_ isTaken: Bool) -> Void
    ) {
        // The addresses are those of the connection, so nothing is looked up and nothing blocks.
        let isTaken = state.withLock { state -> Bool? in
            state.loop = loop
            state.completion = completion
            guard let request = state.handle?.request, clibpq_cancel_start(request) == 1 else { return false }
            return wait(for: .writable, &state)
        }
        loop.schedule(at: deadline) { [weak self] in self?.end(false) }
        if let isTaken { end(isTaken) }
    }

    func socketIsReady(_ readiness: Readiness) {
        let isTaken = state.withLock { state -> Bool? in
            // libpq may close the socket and open another one under the same number.
            endRegistration(&state)
            guard let request = state.handle?.request else { return nil }
            switch clibpq_cancel_poll(request) {
            case PGRES_POLLING_OK: return true
            case PGRES_POLLING_READING: return wait(for: .readable, &state)
            case PGRES_POLLING_WRITING: return wait(for: .writable, &state)
            default: return false
            }
        }
        if let isTaken { end(isTaken) }
    }

    /// - Returns: The outcome where there is no waiting; `nil` while it is not known.
    private func wait(for readiness: Readiness, _ state: inout State) -> Bool? {
        guard let request = state.handle?.request, let loop = state.loop else { return nil }
        do {
            state.registration = try loop.register(clibpq_cancel_socket(request), interest: readiness, handler: self)
            return nil
        } catch {
            return false
        }
    }

    private func end(_ isTaken: Bool) {
        let completion = state.withLock { state in
            endRegistration(&state)
            state.handle = nil
            return state.completion.take()
        }
        completion?(isTaken)
    }

    private func endRegistration(_ state: inout State) {
        if let registration = state.registration.take() { state.loop?.remove(registration) }
    }
}

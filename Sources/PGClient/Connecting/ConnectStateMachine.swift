// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// The way from a configuration to a connection: each host in turn, each address of it in turn, each with a
/// deadline of its own. Pure; the driver performs what it returns.
///
/// | state | event | next | action |
/// | --- | --- | --- | --- |
/// | new | `begin` | working | `lookUp` or `open` of the first host |
/// | working | `lookedUp` | working | `open` of the first address |
/// | working | `opened` | polling | `wait` |
/// | polling | `polled(.reading)`, `polled(.writing)` | polling | `wait` |
/// | polling | `polled(.ok)` | ended | `connected` |
/// | working, polling | `failed`, `deadlineReached` | working, or ended when nothing is left | `lookUp`, `open` or `fail` |
/// | working, polling | `cancel` | ended | `fail` |
/// | any | an answer to an attempt that is over | as it was | `discard` |
struct ConnectStateMachine: Sendable {
    /// Counts the steps that have a deadline, so that a late answer to an earlier one is told apart.
    typealias Attempt = Int

    enum Action: Equatable, Sendable {
        /// Look `host` up off the loop, and arm the deadline of the attempt.
        case lookUp(host: String, Attempt)
        /// Start a connection to the target off the loop, and arm the deadline of the attempt.
        case open(ConnectTarget, Attempt)
        /// Wait for the socket, then ask libpq how far the connection is.
        case wait(Readiness)
        case connected
        /// Close what is open and give up.
        case fail(ConnectFailure)
        /// The answer came too late; close what it brought.
        case discard
        case none
    }

    enum PollResult: Equatable, Sendable {
        case reading, writing, ok
    }

    private enum Phase {
        case new, working, polling, ended
    }

    private var phase = Phase.new
    private var hosts: Deque<ConnectTarget>
    private var addresses: Deque<ConnectTarget> = []
    private var current: ConnectTarget?
    private(set) var attempt: Attempt = 0
    private var failures: [ConnectFailure.Attempt] = []

    init(targets: [ConnectTarget]) {
        hosts = Deque(targets)
    }

    mutating func begin() -> Action {
        guard phase == .new else { return .none }
        return next()
    }

    mutating func lookedUp(_ found: [String], _ attempt: Attempt) -> Action {
        guard phase == .working, attempt == self.attempt, let current else { return .none }
        addresses = Deque(
            found.map { address in
                var target = current
                target.address = address
                return target
            }
        )
        return next()
    }

    mutating func opened(_ attempt: Attempt) -> Action {
        guard phase == .working, attempt == self.attempt else { return .discard }
        phase = .polling
        // The first poll belongs after the first writability, as the libpq manual has it.
        return .wait(.writable)
    }

    mutating func polled(_ result: PollResult) -> Action {
        guard phase == .polling else { return .none }
        switch result {
        case .reading: return .wait(.readable)
        case .writing: return .wait(.writable)
        case .ok:
            phase = .ended
            return .connected
        }
    }

    mutating func failed(_ error: PGError, _ attempt: Attempt) -> Action {
        guard phase == .working || phase == .polling, attempt == self.attempt else { return .none }
        failures.append(.init(target: current?.description ?? "?", error: error))
        // A server that answers "no" is an answer; only "not now" sends us to the next one, as with libpq.
        if let sqlState = error.sqlState, sqlState != .cannotConnectNow, sqlState != .tooManyConnections {
            return end(cancelled: false)
        }
        return next()
    }

    mutating func deadlineReached(_ attempt: Attempt, after limit: Duration) -> Action {
        failed(PGError(.connectTimedOut, "no answer within \(limit)"), attempt)
    }

    mutating func cancel() -> Action {
        guard phase != .ended else { return .none }
        return end(cancelled: true)
    }

    private mutating func next() -> Action {
        if let target = addresses.popFirst() { return open(target) }
        guard let host = hosts.popFirst() else { return end(cancelled: false) }
        guard host.needsLookUp, let name = host.host else { return open(host) }
        current = host
        phase = .working
        attempt += 1
        return .lookUp(host: name, attempt)
    }

    private mutating func open(_ target: ConnectTarget) -> Action {
        current = target
        phase = .working
        attempt += 1
        return .open(target, attempt)
    }

    private mutating func end(cancelled: Bool) -> Action {
        phase = .ended
        return .fail(ConnectFailure(attempts: failures, isCancelled: cancelled))
    }
}

/// Why no connection came about: each attempt with its reason.
struct ConnectFailure: Sendable, Equatable {
    struct Attempt: Sendable, Equatable {
        var target: String
        var error: PGError

        static func == (left: Self, right: Self) -> Bool {
            left.target == right.target && left.error.code == right.error.code
                && left.error.message == right.error.message
        }
    }

    var attempts: [Attempt]
    var isCancelled: Bool

    /// One error for all attempts; the last one that says most about the server gives code and SQLSTATE.
    func error(server: String) -> PGError {
        if isCancelled {
            return PGError(.cancelled, "the task was cancelled while connecting", server: server)
        }
        guard let decisive = attempts.last(where: { $0.error.sqlState != nil }) ?? attempts.last else {
            return PGError(.connectFailed, "there was no host to connect to", server: server)
        }
        let reasons = attempts.map { "\($0.target): \($0.error.message)" }.joined(separator: "; ")
        return PGError(
            decisive.error.code,
            "could not connect to \(reasons)",
            sqlState: decisive.error.sqlState,
            server: server,
            underlying: decisive.error
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// The life of an established connection: at most one statement on the wire, others queued behind it, and no
/// way from a statement that was given up to the next one before the server has ended it for certain.
///
/// | state | event | next | action |
/// | --- | --- | --- | --- |
/// | idle | `submit` | running | `send` |
/// | running | `submit` | running | `queued` |
/// | running | `completed` | idle, or running the next queued | `deliver`, and `send` of the next |
/// | running | `abandon` of the running statement | abandoned | `cancelOnServer` |
/// | running, abandoned | `abandon` of a queued one | as it was | `drop` |
/// | abandoned | `completed` and `cancelReturned(true)`, in either order | idle, or running the next | `send` of the next |
/// | abandoned | `cancelReturned(false)`, `drainDeadlineReached` | closed | `close` |
/// | any but closed | `lost`, `close` | closed | `close` |
/// | idle, after `release` | | | `settle` |
/// | idle, not lent | `submit` without a lease | running | `send`, and `settle` follows |
/// | idle, after `release` | `beginReset` | running a statement of our own | `settle` follows |
///
/// A connection is reused after a cancellation only when both the cancel request has returned and the statement's
/// results have been read to their end: a request still under way could hit the next statement.
struct ConnectionStateMachine: Sendable {
    typealias StatementID = UInt64
    typealias LeaseID = UInt64

    enum SubmitAction: Equatable, Sendable {
        case send
        case queued
        case rejectLeaseEnded
        case rejectClosed
    }

    enum AbandonAction: Equatable, Sendable {
        /// The statement is over already, or was never here.
        case none
        /// It has not been sent.
        case drop
        /// It is on the wire: answer its caller now and cancel it on the server.
        case cancelOnServer
    }

    struct CompleteAction: Equatable, Sendable {
        /// The statement whose caller still waits for the results.
        var deliver: StatementID?
        var next: Next
    }

    enum Next: Equatable, Sendable {
        case none
        case send(StatementID)
        /// The connection is idle and its lease has ended: tell the pool.
        case settle
        case close
    }

    enum ReleaseAction: Equatable, Sendable {
        case settle
        /// The statement still running is given up; `settle` or `close` follows.
        case cancelOnServer(StatementID)
        /// Not idle yet; `settle` or `close` follows.
        case wait
        case alreadyClosed
        /// The lease is not, or no longer, the current one.
        case ignore
    }

    /// Who has to be told that the connection is gone.
    struct CloseAction: Equatable, Sendable {
        /// Its statement may have reached the server.
        var running: StatementID?
        /// Their statements have not been sent.
        var queued: [StatementID]
    }

    private enum State: Sendable {
        case idle
        case running(StatementID)
        case abandoned(StatementID, isDrained: Bool, cancelReturned: Bool)
        case closed
    }

    private var state = State.idle
    private var queue: Deque<StatementID> = []
    private(set) var lease: LeaseID?

    var isClosed: Bool { if case .closed = state { true } else { false } }

    /// The statement whose results are awaited.
    var running: StatementID? { if case .running(let id) = state { id } else { nil } }

    /// Whether replies from the server belong to a statement, one that was given up included.
    var awaitsReplies: Bool {
        switch state {
        case .running, .abandoned(_, isDrained: false, _): true
        default: false
        }
    }

    mutating func beginLease(_ id: LeaseID) {
        lease = id
    }

    /// - Parameter lease: Whose statement it is; `nil` for one that is the whole use of a connection that is not lent. The
    ///   connection settles when it has ended.
    mutating func submit(_ id: StatementID, lease: LeaseID?) -> SubmitAction {
        guard lease == self.lease else { return isClosed ? .rejectClosed : .rejectLeaseEnded }
        switch state {
        case .idle:
            state = .running(id)
            return .send
        case .running, .abandoned:
            queue.append(id)
            return .queued
        case .closed:
            return .rejectClosed
        }
    }

    mutating func completed() -> CompleteAction {
        switch state {
        case .running(let id):
            return CompleteAction(deliver: id, next: advance())
        case .abandoned(let id, isDrained: false, let cancelReturned):
            guard cancelReturned else {
                state = .abandoned(id, isDrained: true, cancelReturned: false)
                return CompleteAction(deliver: nil, next: .none)
            }
            return CompleteAction(deliver: nil, next: advance())
        default:
            return CompleteAction(deliver: nil, next: .none)
        }
    }

    mutating func abandon(_ id: StatementID) -> AbandonAction {
        if running == id {
            state = .abandoned(id, isDrained: false, cancelReturned: false)
            return .cancelOnServer
        }
        guard let position = queue.firstIndex(of: id) else { return .none }
        queue.remove(at: position)
        return .drop
    }

    mutating func cancelReturned(_ succeeded: Bool, of id: StatementID) -> Next {
        guard case .abandoned(id, let isDrained, _) = state else { return .none }
        guard succeeded else { return .close }
        guard isDrained else {
            state = .abandoned(id, isDrained: false, cancelReturned: true)
            return .none
        }
        return advance()
    }

    func drainDeadlineReached(of id: StatementID) -> Next {
        if case .abandoned(id, _, _) = state { .close } else { .none }
    }

    /// Ends the lease. Statements it has queued are for the caller to fail beforehand.
    mutating func release(_ id: LeaseID) -> ReleaseAction {
        guard lease == id else { return .ignore }
        lease = nil
        switch state {
        case .idle: return .settle
        case .running(let statement):
            state = .abandoned(statement, isDrained: false, cancelReturned: false)
            return .cancelOnServer(statement)
        case .abandoned: return .wait
        case .closed: return .alreadyClosed
        }
    }

    /// The lease has ended and left something behind: a statement of our own cleans up before the connection settles.
    mutating func beginReset(_ id: StatementID) {
        guard case .idle = state, lease == nil else { return }
        state = .running(id)
    }

    var hasQueue: Bool { !queue.isEmpty }

    /// Takes the queued statements out, to be failed.
    mutating func takeQueue() -> [StatementID] {
        guard !queue.isEmpty else { return [] }
        defer { queue = [] }
        return Array(queue)
    }

    mutating func close() -> CloseAction? {
        guard !isClosed else { return nil }
        defer { state = .closed }
        return CloseAction(running: running, queued: takeQueue())
    }

    private mutating func advance() -> Next {
        if let next = queue.popFirst() {
            state = .running(next)
            return .send(next)
        }
        state = .idle
        return lease == nil ? .settle : .none
    }
}

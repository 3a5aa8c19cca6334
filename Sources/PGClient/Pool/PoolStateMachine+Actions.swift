// SPDX-License-Identifier: Apache-2.0

/// Attempts to connect that are to start together.
struct ConnectOrder: Sendable, Equatable {
    /// What an attempt has to say of itself when it ends.
    struct Attempt: Sendable, Equatable {
        var generation: UInt64 = 0
        var round: UInt64 = 0
        var startedAt: MonotonicInstant
    }

    var count: Int
    var attempt: Attempt
}

extension PoolStateMachine {
    enum Taken: Sendable {
        case use(Connection)
        /// It has not been used for so long that it may be dead.
        case check(Connection, idleSince: Instant)
    }

    enum LeaseAction: Sendable {
        case take(Taken)
        case wait(ConnectOrder?)
        case refuseShutDown
        case refuseFailing(nextAttempt: Instant)
    }

    enum ReturnAction: Sendable {
        case none
        case hand(Connection, WaiterID)
        /// Its end is to be reported by `closed`, as every end.
        case close(Connection, PoolCloseReason)
    }

    struct ConnectedAction: Sendable {
        var returns = ReturnAction.none
        var connects: ConnectOrder?
    }

    /// A connection or an attempt has ended.
    struct LossAction: Sendable, Equatable {
        /// Who fails, with the reason of the last failed attempt.
        var waiters: [WaiterID] = []
        var connects: ConnectOrder?
        var isDrained = false
    }

    struct TickAction: Sendable {
        var timedOut: [WaiterID] = []
        var close: [(connection: Connection, reason: PoolCloseReason)] = []
        var connects: ConnectOrder?
    }

    struct EndAction: Sendable {
        var waiters: [WaiterID] = []
        var close: [Connection] = []
        var isDrained = false
    }
}

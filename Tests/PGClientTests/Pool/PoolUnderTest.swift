// SPDX-License-Identifier: Apache-2.0

@testable import PGClient

/// A pool's state machine with a clock that is set by hand.
struct PoolUnderTest {
    final class Dummy: Sendable {}
    typealias Machine = PoolStateMachine<Dummy>

    var machine: Machine
    var now = MonotonicInstant.now
    /// Attempts under way, in order of their start.
    var attempts: [ConnectOrder.Attempt] = []

    init(_ configuration: PGPoolConfiguration, seed: UInt64 = 1) {
        machine = Machine(configuration, seed: seed)
    }

    init(maximum: Int) {
        self.init(PGPoolConfiguration(maximumConnections: maximum))
    }

    /// What a call for a connection came to.
    enum Lease: Equatable {
        case lent, checked, waiting(attempts: Int), refused, shutDown
    }

    mutating func lease(_ id: UInt64, within limit: Duration = .seconds(5)) -> Lease {
        take(id, within: limit).outcome
    }

    mutating func take(_ id: UInt64, within limit: Duration = .seconds(5)) -> (outcome: Lease, connection: Dummy?) {
        switch machine.lease(id, deadline: now + limit, now) {
        case .take(.use(let connection)): (.lent, connection)
        case .take(.check(let connection, _)): (.checked, connection)
        case .wait(let order): (.waiting(attempts: start(order)), nil)
        case .refuseShutDown: (.shutDown, nil)
        case .refuseFailing: (.refused, nil)
        }
    }

    @discardableResult
    mutating func start(_ order: ConnectOrder?) -> Int {
        guard let order else { return 0 }
        for _ in 0..<order.count { attempts.append(order.attempt) }
        return order.count
    }

    /// What became of a connection that was opened or came back.
    enum Return: Equatable {
        case rests, handed(to: UInt64), closes(PoolCloseReason)
    }

    /// The oldest attempt succeeds.
    mutating func connected(_ connection: Dummy = Dummy()) -> Return {
        let action = machine.connected(connection, attempts.removeFirst(), now)
        start(action.connects)
        return outcome(action.returns)
    }

    /// The oldest attempt fails.
    mutating func connectFailed() -> [UInt64] {
        let action = machine.connectFailed(attempts.removeFirst(), now)
        start(action.connects)
        return action.waiters
    }

    mutating func settled(_ connection: Dummy) -> Return { outcome(machine.settled(connection, now)) }

    @discardableResult
    mutating func closed(_ connection: Dummy, _ reason: PoolCloseReason = .lost) -> Machine.LossAction {
        let action = machine.closed(connection, reason, now)
        start(action.connects)
        return action
    }

    mutating func tick(after time: Duration = .zero) -> Machine.TickAction {
        now += time
        let action = machine.tick(now)
        start(action.connects)
        return action
    }

    /// Opens connections and lets them rest, the first one longest.
    mutating func openIdle(_ count: Int) -> [Dummy] {
        let connections = (0..<count).map { _ in Dummy() }
        for id in 0..<count { _ = lease(1_000_000 + UInt64(id)) }
        for connection in connections { _ = connected(connection) }
        for connection in connections { _ = settled(connection) }
        return connections
    }

    private func outcome(_ action: Machine.ReturnAction) -> Return {
        switch action {
        case .none: .rests
        case .hand(_, let id): .handed(to: id)
        case .close(_, let reason): .closes(reason)
        }
    }
}

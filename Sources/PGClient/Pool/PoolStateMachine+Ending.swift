// SPDX-License-Identifier: Apache-2.0

extension PoolStateMachine {
    /// The server is gone: nobody is to wait for it, and nothing that began before counts any more. Whoever holds the
    /// pool closes the connections and calls the attempts off; their ends are reported as ever.
    mutating func evict() -> EndAction {
        generation += 1
        staleAttempts += attempts
        attempts = 0
        idle = []
        for connection in connections { markClosing(connection, .evicted) }
        return EndAction(waiters: waiters.takeAll(), close: connections, isDrained: isDrained)
    }

    /// No more leases. Connections that are leased may come back, the others are to be closed.
    mutating func shutDown() -> EndAction {
        guard !isShutDown else { return EndAction(isDrained: isDrained) }
        beginShutDown()
        let resting = idle.map(\.connection)
        idle = []
        for connection in resting { markClosing(connection, .shutDown) }
        return EndAction(waiters: waiters.takeAll(), close: resting, isDrained: isDrained)
    }

    /// The time for leased connections to come back is over.
    ///
    /// - Returns: Every connection, to be closed.
    mutating func endLeases() -> [Connection] {
        for connection in connections { markClosing(connection, .shutDown) }
        return connections
    }

    /// Every connection that stands.
    var connections: [Connection] { live.all.map(\.connection) }

    /// After a shutdown: whether nothing is left.
    var isDrained: Bool { isShutDown && live.isEmpty && attempts == 0 && staleAttempts == 0 }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a pool's connection ends.
enum PoolCloseReason: Sendable, Hashable, CaseIterable {
    case idle, lifetime, failedCheck, lost, unusable, evicted, shutDown

    /// What statements that are still under way are told.
    var error: PGError {
        switch self {
        case .idle: PGError(.connectionClosed, "nobody had used the connection for the pool's idle time-out")
        case .lifetime: PGError(.connectionClosed, "the connection had reached its maximum lifetime")
        case .failedCheck: PGError(.connectionLost, "the connection no longer answered")
        case .lost: PGError(.connectionLost, "the connection was lost")
        case .unusable: PGError(.connectionClosed, "the connection was left in a state that nobody can use")
        case .evicted: PGError(.connectionClosed, "the server was found to be down")
        case .shutDown: PGError(.poolShutDown, "the pool is shut down")
        }
    }
}

extension PGPoolStatistics.Closed {
    mutating func count(_ reason: PoolCloseReason) {
        switch reason {
        case .idle: idle += 1
        case .lifetime: lifetime += 1
        case .failedCheck: failedCheck += 1
        case .lost: lost += 1
        case .unusable: unusable += 1
        case .evicted: evicted += 1
        case .shutDown: shutDown += 1
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a pool holds at one instant, and what it has done since it was made.
public struct PGPoolStatistics: Sendable, Hashable {
    /// Connections that wait for a caller.
    public internal(set) var idle = 0

    /// Connections that callers have, or that have not come back to rest after one yet.
    public internal(set) var leased = 0

    /// Attempts to connect under way.
    public internal(set) var connecting = 0

    /// Callers that wait for a connection.
    public internal(set) var waiting = 0

    /// Connections opened since the pool was made.
    public internal(set) var opened = 0

    /// Attempts to connect that failed since the pool was made. Those that the pool called off do not count.
    public internal(set) var failedAttempts = 0

    /// Callers that got no connection before their deadline, since the pool was made.
    public internal(set) var acquireTimeouts = 0

    /// Connections closed since the pool was made, by reason.
    public internal(set) var closed = Closed()

    /// How many connections were closed for each reason.
    public struct Closed: Sendable, Hashable {
        /// Nobody had used them for the idle time-out.
        public internal(set) var idle = 0
        /// They had reached their maximum lifetime.
        public internal(set) var lifetime = 0
        /// They did not pass the check before they were to be lent, or had been idle as long as one that did not.
        public internal(set) var failedCheck = 0
        /// The server ended them, or the way to it broke.
        public internal(set) var lost = 0
        /// Their last user left them in a state in which nobody else can use them, an open transaction for example.
        public internal(set) var unusable = 0
        /// The server was found to be gone by somebody else.
        public internal(set) var evicted = 0
        /// The pool was shut down.
        public internal(set) var shutDown = 0

        /// All of them.
        public var total: Int { idle + lifetime + failedCheck + lost + unusable + evicted + shutDown }
    }
}

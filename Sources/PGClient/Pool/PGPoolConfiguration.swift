// SPDX-License-Identifier: Apache-2.0

/// How large a pool is, how long a caller waits for one of its connections, and how long connections live.
public struct PGPoolConfiguration: Sendable, Hashable {
    /// How many connections the pool keeps open while nobody needs them. At least 0 and at most
    /// ``maximumConnections``. Default: 0.
    ///
    /// They are opened in the background from the pool's start on, and replaced when they end.
    public var minimumConnections: Int

    /// How many connections there are at most. At least 1. Default: 10.
    public var maximumConnections: Int

    /// How long a caller waits for a connection, from its call on. Default: 5 seconds.
    public var acquireTimeout: Duration

    /// How long a connection may be idle before it is closed, as long as more than ``minimumConnections`` are open.
    /// `nil`: for ever. Default: 10 minutes.
    public var idleTimeout: Duration?

    /// How old a connection may get. One that is older is closed as soon as it is idle, or when it comes back. `nil`:
    /// as old as it likes. Default: 30 minutes.
    ///
    /// Each connection lives a random part of up to a quarter shorter, so that connections opened together do not all
    /// end together.
    public var maximumLifetime: Duration?

    /// After how long without use a connection is checked, by one round trip, before it is lent. Zero: each time.
    /// `nil`: never. Default: 30 seconds.
    ///
    /// A connection that the server ends is noticed at once and needs no check. This one finds those that a firewall or
    /// a dead machine has cut off without a word.
    public var healthCheckAfterIdle: Duration?

    /// Whether ``PGPool/multiplexed`` runs single reads over a few shared connections, beside those of the pool, and how
    /// many. Default: `nil`, each read is lent a connection of the pool.
    public var multiplexing: PGMultiplexerConfiguration?

    /// Makes a configuration. A pool refuses values that it cannot work with when it is made.
    public init(
        minimumConnections: Int = 0,
        maximumConnections: Int = 10,
        acquireTimeout: Duration = .seconds(5),
        idleTimeout: Duration? = .seconds(600),
        maximumLifetime: Duration? = .seconds(1800),
        healthCheckAfterIdle: Duration? = .seconds(30),
        multiplexing: PGMultiplexerConfiguration? = nil
    ) {
        self.minimumConnections = minimumConnections
        self.maximumConnections = maximumConnections
        self.acquireTimeout = acquireTimeout
        self.idleTimeout = idleTimeout
        self.maximumLifetime = maximumLifetime
        self.healthCheckAfterIdle = healthCheckAfterIdle
        self.multiplexing = multiplexing
    }
}

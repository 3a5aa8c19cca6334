// SPDX-License-Identifier: Apache-2.0

/// Whoever keeps figures about a pool. It is called outside of the pool's lock, from any thread.
struct PoolObserver: Sendable {
    /// A caller got a connection, so long after it asked.
    var waited: @Sendable (Duration) -> Void
    /// A caller gave its connection back after so long.
    var used: @Sendable (Duration) -> Void
    /// A connection was opened, which took so long.
    var created: @Sendable (Duration) -> Void
    /// A caller got no connection before its deadline.
    var timedOut: @Sendable () -> Void
    /// What the pool holds, at least once an interval.
    var sampled: @Sendable (PGPoolStatistics) -> Void
    var sampleInterval = Duration.seconds(5)
}

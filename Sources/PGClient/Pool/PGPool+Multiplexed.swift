// SPDX-License-Identifier: Apache-2.0

extension PGPool {
    /// Runs single reads, each a statement of its own. Where the configuration has
    /// ``PGPoolConfiguration/multiplexing``, they share a few pipelined connections and reach more queries a second than
    /// connections that are lent one at a time.
    ///
    /// ```swift
    /// let pool = try PGPool(configuration, pool: .init(multiplexing: .init()), on: group)
    /// let titles = try await pool.multiplexed.query("SELECT title FROM stack WHERE id = \(id)", as: String.self)
    /// ```
    ///
    /// A multiplexed statement runs on a read-only connection and must return rows.
    public var multiplexed: Multiplexed { Multiplexed(pool: self) }

    /// The single reads of a pool; see ``PGPool/multiplexed``.
    public struct Multiplexed: PGQuerying {
        fileprivate let pool: PGPool

        /// Runs a statement that reads and returns its rows.
        ///
        /// - Throws: ``PGError``, as ``PGMultiplexer/query(_:)`` or, without multiplexing, as
        ///   ``PGPool/withConnection(acquireDeadline:leaseDeadline:_:)``.
        public func query(_ query: PGQuery) async throws(PGError) -> PGResult {
            if let multiplexer = pool.multiplexer { return try await multiplexer.query(query) }
            return try await pool.query(query)
        }
    }
}

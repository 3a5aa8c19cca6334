// SPDX-License-Identifier: Apache-2.0

/// How far the primary had written its log at some moment after it was asked.
public struct PrimaryPosition: Sendable, Hashable {
    /// How far it had written (`pg_current_wal_lsn()`).
    public var writtenLSN: LogSequenceNumber

    /// When it was asked, not when it answered: whatever it had written by then is at or below ``writtenLSN``.
    public var askedAt: RoutingInstant

    /// Makes a position.
    public init(writtenLSN: LogSequenceNumber, askedAt: RoutingInstant) {
        self.writtenLSN = writtenLSN
        self.askedAt = askedAt
    }
}

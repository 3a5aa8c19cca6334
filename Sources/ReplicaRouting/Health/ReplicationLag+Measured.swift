// SPDX-License-Identifier: Apache-2.0

extension ReplicationLag {
    /// The lag that follows from how far the primary has written and a standby has replayed.
    ///
    /// - In bytes: what the primary has written and the standby has not replayed, never below 0, as the primary may
    ///   have been looked at first. Unknown when either is.
    /// - In time: zero when the standby has replayed all it received; the age of its last replayed transaction
    ///   otherwise, never below 0, as the clocks of two servers differ. Unknown without a WAL receiver: a standby
    ///   cut off from its primary has replayed all it received too, which then says nothing about how far it is
    ///   behind.
    ///
    /// - Parameters:
    ///   - primary: How far the primary has written (`pg_current_wal_lsn()`), nil when unknown.
    ///   - standby: What a look at the standby found.
    /// - Returns: The lag; a part that is unknown is nil.
    public static func measured(primary: LogSequenceNumber?, standby: ReplayObservation) -> ReplicationLag {
        ReplicationLag(bytes: bytes(primary: primary, standby: standby), time: time(standby: standby))
    }

    private static func bytes(primary: LogSequenceNumber?, standby: ReplayObservation) -> UInt64? {
        guard let primary, let replayed = standby.replayedLSN else { return nil }
        return primary > replayed ? primary.rawValue - replayed.rawValue : 0
    }

    private static func time(standby: ReplayObservation) -> Duration? {
        guard standby.hasWALReceiver else { return nil }
        if let received = standby.receivedLSN, received == standby.replayedLSN { return .zero }
        return standby.lastReplayedTransactionAge.map { max(.zero, $0) }
    }
}

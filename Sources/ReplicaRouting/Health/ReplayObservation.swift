// SPDX-License-Identifier: Apache-2.0

/// What a look at a standby found out about its replay.
public struct ReplayObservation: Sendable, Hashable {
    /// How far the standby has received the log (`pg_last_wal_receive_lsn()`), nil when it has received nothing.
    public var receivedLSN: LogSequenceNumber?

    /// How far the standby has replayed the log (`pg_last_wal_replay_lsn()`), nil when it has replayed nothing.
    public var replayedLSN: LogSequenceNumber?

    /// Whether a WAL receiver is connected to the primary (`pg_stat_wal_receiver` has a row that is streaming).
    public var hasWALReceiver: Bool

    /// How long ago the last transaction that was replayed had committed
    /// (`now() - pg_last_xact_replay_timestamp()`), nil when none was replayed.
    public var lastReplayedTransactionAge: Duration?

    /// Makes an observation.
    public init(
        receivedLSN: LogSequenceNumber?,
        replayedLSN: LogSequenceNumber?,
        hasWALReceiver: Bool,
        lastReplayedTransactionAge: Duration?
    ) {
        self.receivedLSN = receivedLSN
        self.replayedLSN = replayedLSN
        self.hasWALReceiver = hasWALReceiver
        self.lastReplayedTransactionAge = lastReplayedTransactionAge
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import PGClient
internal import ReplicaRouting

/// What a probe reads from a node: its role and how far it has come.
struct NodeObservation: Sendable, Hashable {
    var role: NodeRole
    /// How far a primary has written.
    var writtenLSN: LogSequenceNumber?
    /// How far a standby has received and replayed.
    var replay: ReplayObservation
    /// How long the answer took.
    var roundTrip: Duration
    /// Who answered whom.
    var session: Session

    /// A connection of the prober and the server's process at its end. When both are as before, the server has not
    /// restarted: that ends every process it has. The process says so through a pooler, too, which hides lost
    /// connections.
    struct Session: Sendable, Hashable {
        /// A number for each connection.
        var connection: Int
        var process: Int
    }

    /// How far what the node shows its readers has come.
    var position: LogSequenceNumber? { role == .primary ? writtenLSN : replay.replayedLSN }

    /// One row, with functions that every role may call and that exist from PostgreSQL 10 on. An unprivileged role sees
    /// of the WAL receiver only that it is there, which is what counts.
    static let query: PGQuery = """
        SELECT pg_is_in_recovery(), \
        CASE WHEN pg_is_in_recovery() THEN NULL ELSE pg_current_wal_lsn()::text END, \
        pg_last_wal_receive_lsn()::text, \
        pg_last_wal_replay_lsn()::text, \
        EXISTS (SELECT FROM pg_stat_wal_receiver), \
        extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())::float8, \
        pg_backend_pid()
        """

    /// - Parameter connection: The number of the prober's connection.
    /// - Throws: `PGError` where the row is not the one that ``query`` asks for.
    init(_ row: PGRow, connection: Int, roundTrip: Duration) throws(PGError) {
        self.roundTrip = roundTrip
        let (isInRecovery, written, received, replayed, hasReceiver, age, process) =
            try row.decode(as: (Bool, String?, String?, String?, Bool, Double?, Int).self)
        session = Session(connection: connection, process: process)
        role = isInRecovery ? .replica : .primary
        writtenLSN = written.flatMap { LogSequenceNumber($0) }
        replay = ReplayObservation(
            receivedLSN: received.flatMap { LogSequenceNumber($0) },
            replayedLSN: replayed.flatMap { LogSequenceNumber($0) },
            hasWALReceiver: hasReceiver,
            lastReplayedTransactionAge: age.map { Duration.seconds($0) }
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

import PGClient

/// Waits until a replica has replayed what the primary has written.
enum ReplayWait {
    /// How far the primary has written, as PostgreSQL writes an LSN.
    static func position(of primary: PGConnection) async throws -> String {
        guard let text = try await primary.query("SELECT pg_current_wal_lsn()::text", as: String.self).first else {
            throw DemoError("The primary does not say how far it has written.")
        }
        return text
    }

    /// - Returns: Whether the replica has replayed everything before `position` by the deadline.
    static func untilReplayed(
        _ position: String,
        on replica: PGConnection,
        deadline: ContinuousClock.Instant
    ) async throws -> Bool {
        let question: PGQuery = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), \(position)) >= 0"
        while true {
            if try await replica.query(question, as: Bool?.self).first == true { return true }
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the end of a connection means for the statements that were waiting on it.
struct ConnectionLoss {
    private let reason: PGError
    private let isReadOnly: Bool

    /// - Parameter isReadOnly: Whether no statement of the connection can have changed anything.
    init(_ reason: PGError, isReadOnly: Bool) {
        self.reason = reason
        self.isReadOnly = isReadOnly
    }

    /// It was sent, whole or in part, so it may have run. An error reply does not settle it either: a server that
    /// shuts down while a commit waits for its standbys says 57P01, and the commit stands.
    var errorForRunningStatement: PGError {
        guard reason.code != .unsupported else { return reason }
        guard !isReadOnly else { return lost(reason.message) }
        return PGError(
            .outcomeUnknown,
            "the connection was lost after the statement may have reached the server, so whether it took effect "
                + "is unknown: \(reason.message)",
            sqlState: reason.sqlState,
            underlying: reason
        )
    }

    /// It never left.
    var errorForQueuedStatement: PGError {
        lost("the connection was lost before the statement was sent: \(reason.message)")
    }

    private func lost(_ message: String) -> PGError {
        PGError(.connectionLost, message, sqlState: reason.sqlState, underlying: reason)
    }
}

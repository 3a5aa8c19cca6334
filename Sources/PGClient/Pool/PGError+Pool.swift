// SPDX-License-Identifier: Apache-2.0

extension PGError {
    /// The answer to a caller that no connection reached in time.
    ///
    /// - Parameter cause: The last failure to connect, if none has succeeded since.
    static func acquireTimedOut(
        _ statistics: PGPoolStatistics,
        _ configuration: PGPoolConfiguration,
        _ cause: PGError?
    ) -> PGError {
        let reason = cause.map { "; the last attempt to connect failed: \($0.message)" } ?? ""
        return PGError(
            .acquireTimedOut,
            "no connection became free in time: \(statistics.idle + statistics.leased) of at most "
                + "\(configuration.maximumConnections) are open, \(statistics.idle) of them idle, "
                + "\(statistics.connecting) are being opened, and \(statistics.waiting) other callers wait\(reason)",
            underlying: cause
        )
    }

    /// The answer to a caller that comes between two attempts to reach a server that is down: the reason of the first,
    /// with its code, so that the caller need not tell them apart.
    func whilePausing(for pause: Duration) -> PGError {
        let (seconds, attoseconds) = pause.components
        let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1
        return PGError(
            code,
            "\(message); next attempt in \(milliseconds) ms",
            sqlState: sqlState,
            server: server,
            detail: detail,
            underlying: self
        )
    }
}

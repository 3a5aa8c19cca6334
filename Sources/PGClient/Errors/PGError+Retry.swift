// SPDX-License-Identifier: Apache-2.0

extension PGError {
    /// Whether the failure is one of the server or of the way to it, so that another server may do better.
    ///
    /// Not so for what the caller or the pool brought about: a cancellation, an acquire deadline, a full
    /// pool, an error in the statement.
    public var isServerFailure: Bool {
        switch code {
        case .connectFailed, .connectTimedOut, .connectionLost, .outcomeUnknown, .authenticationFailed:
            return true
        case .server:
            guard let sqlState else { return false }
            return sqlState == .adminShutdown || sqlState == .crashShutdown || sqlState == .cannotConnectNow
                || sqlState.errorClass == "08"
        default:
            return false
        }
    }

    /// Whether a standby may have cancelled the statement because replay needed what it was reading
    /// (SQLSTATE 40001 or 40P01). The server itself is fine; another one may answer the same read.
    public var mayBeRecoveryConflict: Bool {
        code == .server && (sqlState == .serializationFailure || sqlState == .deadlockDetected)
    }
}

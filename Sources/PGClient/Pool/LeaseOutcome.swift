// SPDX-License-Identifier: Apache-2.0

/// What a caller gets that had to wait for a connection. Not `Result`, for the reason that ``StatementOutcome`` gives.
enum LeaseOutcome: Sendable {
    case success(ConnectionDriver)
    case failure(PGError)

    func get() throws(PGError) -> ConnectionDriver {
        switch self {
        case .success(let driver): return driver
        case .failure(let error): throw error
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How a statement ended. Not `Result`: a generic type is copied and destroyed by way of its metadata, which each statement
/// would pay for several times.
enum StatementOutcome: Sendable {
    case success(PGResult)
    case failure(PGError)

    @inline(__always)
    func get() throws(PGError) -> PGResult {
        switch self {
        case .success(let result): return result
        case .failure(let error): throw error
        }
    }

    var failure: PGError? { if case .failure(let error) = self { error } else { nil } }
}

// SPDX-License-Identifier: Apache-2.0

// The state machine, which is tested with random schedules, answers each statement exactly once; so the check of that is
// left to debug builds, where it costs nothing that matters.
#if DEBUG
typealias StatementContinuation = CheckedContinuation<Result<PGResult, PGError>, Never>
#else
typealias StatementContinuation = UnsafeContinuation<Result<PGResult, PGError>, Never>
#endif

/// Suspends the caller of a statement until it is answered.
func withStatementContinuation(
    _ body: (StatementContinuation) -> Void
) async -> Result<PGResult, PGError> {
    #if DEBUG
    await withCheckedContinuation { body($0) }
    #else
    await withUnsafeContinuation { body($0) }
    #endif
}

// SPDX-License-Identifier: Apache-2.0

// The state machine, which is tested with random schedules, answers each statement exactly once; so the check of that is
// left to debug builds, where it costs nothing that matters.
#if DEBUG
typealias StatementContinuation = CheckedContinuation<StatementOutcome, Never>
#else
typealias StatementContinuation = UnsafeContinuation<StatementOutcome, Never>
#endif

/// Suspends the caller of a statement until it is answered.
@inline(__always)
func withStatementContinuation(
    _ body: (StatementContinuation) -> Void
) async -> StatementOutcome {
    #if DEBUG
    await withCheckedContinuation { body($0) }
    #else
    await withUnsafeContinuation { body($0) }
    #endif
}

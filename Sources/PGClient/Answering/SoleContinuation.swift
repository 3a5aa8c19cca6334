// SPDX-License-Identifier: Apache-2.0

// What resumes these continuations are state machines that are tested with random schedules to do it exactly once; so the
// check of that is left to debug builds, where it costs nothing that matters.
#if DEBUG
typealias SoleContinuation<Answer> = CheckedContinuation<Answer, Never>
#else
typealias SoleContinuation<Answer> = UnsafeContinuation<Answer, Never>
#endif

/// Suspends the caller until it is answered.
@inline(__always)
func withSoleContinuation<Answer>(_ body: (SoleContinuation<Answer>) -> Void) async -> Answer {
    #if DEBUG
    await withCheckedContinuation { body($0) }
    #else
    await withUnsafeContinuation { body($0) }
    #endif
}

// SPDX-License-Identifier: Apache-2.0

/// One look for late answers, as ``LateWatch`` asks for them: it visits each statement whose caller waits.
struct LateLook {
    /// Statements with smaller numbers are late.
    let limit: UInt64

    /// What wakes the callers that became late, to be called while no lock is held.
    private(set) var wakes: [@Sendable () -> Void] = []

    /// Whether there are others, that may become late.
    private(set) var continues = false

    init(limit: UInt64) {
        self.limit = limit
    }

    /// - Returns: Who is to be answered from here on, where the caller becomes late now.
    mutating func visit(_ number: UInt64, _ caller: StatementCaller) -> StatementCaller? {
        switch (caller, number < limit) {
        case (.late, _):
            return nil
        case (_, false):
            continues = true
            return nil
        case (.prompt(let continuation), true):
            let answer = StatementAnswer()
            wakes.append { continuation.resume(returning: .late(answer)) }
            return .late(answer)
        case (.reading(let answer), true):
            // Woken by whoever takes the turn to read away from it.
            return .late(answer)
        }
    }
}

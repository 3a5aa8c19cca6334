// SPDX-License-Identifier: Apache-2.0

/// A length of time in whole nanoseconds, at most 292 years.
///
/// A `Duration` counts attoseconds in 128 bits. What each lease is compared with is turned into this once.
struct MonotonicInterval: Hashable, Sendable {
    let nanoseconds: Int64

    /// Cut off towards zero; what is longer than 292 years is 292 years.
    init(_ duration: Duration) {
        // The bounds come first: `components` traps on more seconds than an `Int64` holds.
        if duration >= .nanoseconds(Int64.max) {
            nanoseconds = .max
        } else if duration <= .nanoseconds(Int64.min) {
            nanoseconds = .min
        } else {
            let (seconds, attoseconds) = duration.components
            nanoseconds = Int64(clamping: Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000))
        }
    }
}

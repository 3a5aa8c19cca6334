// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// A point in time on the system's monotonic clock, in nanoseconds.
///
/// The inside of the client counts in it: `ContinuousClock.Instant`, which callers use, is a type without a known layout,
/// and costs several times as much to read and to compare.
package struct MonotonicInstant: Comparable, Hashable, Sendable {
    package var nanoseconds: Int64

    package static var now: MonotonicInstant { MonotonicInstant(CLOCK_MONOTONIC) }

    /// Up to a few milliseconds late, and several times cheaper: for what is counted in seconds.
    static var coarse: MonotonicInstant {
        #if canImport(Darwin)
        now
        #else
        MonotonicInstant(CLOCK_MONOTONIC_COARSE)
        #endif
    }

    init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    private init(_ clock: clockid_t) {
        var time = timespec()
        clock_gettime(clock, &time)
        nanoseconds = Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    init(_ instant: ContinuousClock.Instant) {
        self = .now + ContinuousClock.now.duration(to: instant)
    }

    /// Saturates, so that "in a thousand years" is a time like any other.
    static func + (instant: MonotonicInstant, interval: MonotonicInterval) -> MonotonicInstant {
        let (sum, overflows) = instant.nanoseconds.addingReportingOverflow(interval.nanoseconds)
        guard overflows else { return MonotonicInstant(nanoseconds: sum) }
        return MonotonicInstant(nanoseconds: interval.nanoseconds < 0 ? .min : .max)
    }

    static func + (instant: MonotonicInstant, duration: Duration) -> MonotonicInstant {
        instant + MonotonicInterval(duration)
    }

    static func += (instant: inout MonotonicInstant, duration: Duration) { instant = instant + duration }

    static func - (instant: MonotonicInstant, duration: Duration) -> MonotonicInstant { instant + (.zero - duration) }

    static func - (later: MonotonicInstant, earlier: MonotonicInstant) -> Duration {
        let (difference, overflows) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        guard overflows else { return .nanoseconds(difference) }
        return .nanoseconds(later < earlier ? Int64.min : .max)
    }

    /// How many nanoseconds there are from now on until then; 0 where it has passed.
    var nanosecondsAhead: Int64 {
        let now = MonotonicInstant.now
        return now < self ? nanoseconds - now.nanoseconds : 0
    }

    package static func < (left: MonotonicInstant, right: MonotonicInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A moment as routing sees it: nanoseconds since an origin that the caller chooses and never changes.
///
/// Feed it from a monotonic clock. This module reads no clock, so that tests and simulations make time of their
/// own. Its arithmetic saturates at the ends of the range, some 292 years from the origin; it never traps.
public struct RoutingInstant: InstantProtocol, Hashable, Sendable {
    /// Nanoseconds since the origin.
    public let nanoseconds: Int64

    /// Makes an instant. Default: the origin.
    public init(nanoseconds: Int64 = 0) {
        self.nanoseconds = nanoseconds
    }

    /// The instant this much later, or as far as the range goes. Parts of a nanosecond are cut off.
    public func advanced(by duration: Duration) -> RoutingInstant {
        let (sum, overflows) = nanoseconds.addingReportingOverflow(duration.saturatedNanoseconds)
        guard overflows else { return RoutingInstant(nanoseconds: sum) }
        return RoutingInstant(nanoseconds: duration < .zero ? .min : .max)
    }

    /// The time from this instant to another, negative when the other is earlier. It is exact.
    public func duration(to other: RoutingInstant) -> Duration {
        .nanoseconds(other.nanoseconds) - .nanoseconds(nanoseconds)
    }

    /// Whether one instant is before another.
    public static func < (left: RoutingInstant, right: RoutingInstant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}

extension Duration {
    /// The duration in whole nanoseconds, towards zero, and within what an `Int64` holds.
    ///
    /// The bounds come first: `components` itself traps on durations of more seconds than an `Int64` holds.
    var saturatedNanoseconds: Int64 {
        if self >= .nanoseconds(Int64.max) { return .max }
        if self <= .nanoseconds(Int64.min) { return .min }
        let (seconds, attoseconds) = components
        // Summed in 128 bits: for the lowest values the seconds alone are below what 64 bits hold.
        return Int64(clamping: Int128(seconds) * 1_000_000_000 + Int128(attoseconds / 1_000_000_000))
    }
}

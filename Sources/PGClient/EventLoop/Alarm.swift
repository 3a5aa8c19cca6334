// SPDX-License-Identifier: Apache-2.0

/// Which timers of their owner are under way: few, however often it sets a deadline, since the event loop cannot call one
/// off.
///
/// A new one is scheduled only when it is wanted before all others. Each one that fires asks what comes next.
struct Alarm: Sendable {
    /// Latest first.
    private var pending: [MonotonicInstant] = []

    var count: Int { pending.count }

    /// - Returns: The instant to schedule a timer for, if one is missing.
    mutating func request(_ instant: MonotonicInstant?) -> MonotonicInstant? {
        guard let instant else { return nil }
        if let earliest = pending.last, earliest <= instant { return nil }
        pending.append(instant)
        return instant
    }

    mutating func fired(_ instant: MonotonicInstant) {
        pending.removeAll { $0 == instant }
    }
}

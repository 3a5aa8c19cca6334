// SPDX-License-Identifier: Apache-2.0

/// How far a replica is behind by itself, in nanoseconds: it grows by one second in a second while nothing is replayed, and
/// shrinks by three while the replica catches up.
struct ReplayLag {
    private static let catchUp = 3.0

    private let base: Double
    private var goal: Double
    private var value: Double
    private var since: Int64 = 0

    init(base: Double) {
        self.base = base
        goal = base
        value = base
    }

    func value(at now: Int64) -> Double {
        let elapsed = Double(now - since)
        return goal > value ? min(goal, value + elapsed) : max(goal, value - elapsed * Self.catchUp)
    }

    /// From now on it heads for so much, nil for what is usual.
    mutating func head(for goal: Double?, at now: Int64) {
        value = value(at: now)
        since = now
        self.goal = max(goal ?? base, base)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Durations as people write them: `250us`, `1.5s`, `2min`.
enum DurationText {
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("min", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000), ("ns", 1),
    ]

    /// What is valid, for error messages.
    static let valid = "a number and a unit out of ns, us, ms, s, min, such as \"250ms\""

    /// The longest duration that is read: a week.
    private static let longest = 604_800_000_000_000.0

    /// Reads a duration; nil where the text is none, or is longer than a week. It may be negative: whoever asks
    /// says what is valid.
    static func duration(of text: String) -> Duration? {
        // `ms` comes before `s` by its length.
        let unit = units.filter { text.hasSuffix($0.name) }.max { $0.name.utf8.count < $1.name.utf8.count }
        guard let unit, let number = Double(text.dropLast(unit.name.utf8.count)), number.isFinite else { return nil }
        let nanoseconds = number * Double(unit.nanoseconds)
        guard abs(nanoseconds) <= longest else { return nil }
        return .nanoseconds(Int64(nanoseconds.rounded()))
    }

    /// A duration in the greatest unit that leaves it whole, or in a fraction of seconds.
    static func text(of duration: Duration) -> String {
        let nanoseconds = duration.inNanoseconds
        guard nanoseconds != 0 else { return "0s" }
        for unit in units.dropFirst() where nanoseconds % unit.nanoseconds == 0 {
            return "\(nanoseconds / unit.nanoseconds)\(unit.name)"
        }
        return "\(nanoseconds)ns"
    }
}

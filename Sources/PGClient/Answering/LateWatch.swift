// SPDX-License-Identifier: Apache-2.0

/// Says when to look for statements whose answers are late, and which they are. Pure; whoever sends the statements has a
/// timer for it.
///
/// A statement is late after one to two times ``grace``. As statements are numbered in order, that takes one number: those
/// below it had begun when the last look was taken.
struct LateWatch: Sendable {
    /// Longer than most statements take, and short for whoever waits for a cancelled one.
    static let grace = Duration.milliseconds(5)

    /// Statements with smaller numbers are late when the next look is taken.
    private(set) var limit: UInt64 = 0
    private var isWatching = false

    /// A statement has begun.
    ///
    /// - Returns: Whether to take a look one ``grace`` from now.
    mutating func began(_ number: UInt64) -> Bool {
        guard !isWatching else { return false }
        isWatching = true
        limit = number &+ 1
        return true
    }

    /// A look has been taken.
    ///
    /// - Parameters:
    ///   - next: The number of the next statement.
    ///   - continues: Whether statements are under way that were not late yet. Then the next look follows after ``grace``.
    mutating func looked(next: UInt64, continues: Bool) {
        isWatching = continues
        limit = next
    }
}

// SPDX-License-Identifier: Apache-2.0

/// A quantity over some rounds: its median, and the least and the greatest.
public struct Spread: Sendable, Hashable {
    /// The median; of an even number the mean of the middle two.
    public let median: Double

    /// The least.
    public let least: Double

    /// The greatest.
    public let greatest: Double

    /// Nil where there are no values.
    public init?(_ values: [Double]) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return nil }
        least = first
        greatest = last
        let middle = sorted.count / 2
        median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    /// Whether two quantities have values in common.
    public func overlaps(_ other: Spread) -> Bool {
        least <= other.greatest && other.least <= greatest
    }
}

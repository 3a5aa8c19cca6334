// SPDX-License-Identifier: Apache-2.0

/// An order of positions in which each comes as often as its weight says, evenly spread: of the weights
/// 1, 2, 2 it makes `b c a b c` rather than `a b b c c`.
///
/// Weights whose ratios are those of small whole numbers are kept exactly; others are rounded to whole numbers of
/// slots, by the largest remainder, of which there are 1,024, or 8 for each node where there are more than 128 nodes.
/// A position with weight then has at least one slot.
///
/// Source of the order: the k-th slot of a position of weight w is due at (k + 1/2) / w, and slots come as they are
/// due: stride scheduling (C. Waldspurger and W. Weihl, "Stride scheduling", MIT LCS TM-528, 1995).
struct SmoothCycle: Sendable {
    /// The positions, one for each slot. Empty only where no position has weight.
    let slots: [Int32]

    init(weights: [Double]) {
        let limit = max(1024, 8 * weights.count)
        let shares = Self.exactShares(weights, limit: limit) ?? Self.roundedShares(weights, slots: limit)
        var due: [(time: Double, position: Int)] = []
        due.reserveCapacity(shares.reduce(0, +))
        for (position, share) in shares.enumerated() {
            for turn in 0..<share {
                due.append(((Double(turn) + 0.5) / Double(share), position))
            }
        }
        due.sort { ($0.time, -shares[$0.position], $0.position) < ($1.time, -shares[$1.position], $1.position) }
        slots = due.map { Int32(truncatingIfNeeded: $0.position) }
    }

    /// The slots of each position where the weights are in the ratio of whole numbers: the least weight is then a
    /// whole number of at most 16 units.
    private static func exactShares(_ weights: [Double], limit: Int) -> [Int]? {
        guard let least = weights.lazy.filter({ $0 > 0 }).min() else { return nil }
        let relative = weights.map { $0 / least }
        guard relative.reduce(0, +) <= Double(limit) else { return nil }
        for units in 1...16 {
            let scaled = relative.map { $0 * Double(units) }
            let whole = scaled.map { $0.rounded() }
            guard whole.reduce(0, +) <= Double(limit) else { return nil }
            if zip(scaled, whole).allSatisfy({ abs($0 - $1) <= 1e-9 * $1 }) { return whole.map { Int($0) } }
        }
        return nil
    }

    private static func roundedShares(_ weights: [Double], slots: Int) -> [Int] {
        guard let greatest = weights.max(), greatest > 0 else { return weights.map { _ in 0 } }
        // Relative to the greatest weight the sum neither overflows nor vanishes.
        let relative = weights.map { $0 / greatest }
        let total = relative.reduce(0, +)
        let ideal = relative.map { $0 / total * Double(slots) }
        var shares = zip(ideal, weights).map { $1 > 0 ? max(1, Int($0)) : 0 }
        let missing = slots - shares.reduce(0, +)
        if missing > 0 {
            let order = ideal.indices.filter { weights[$0] > 0 }
                .sorted { ideal[$0] - Double(shares[$0]) > ideal[$1] - Double(shares[$1]) }
            for position in order.prefix(missing) { shares[position] += 1 }
        }
        return shares
    }
}

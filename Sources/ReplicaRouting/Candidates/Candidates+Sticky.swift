// SPDX-License-Identifier: Apache-2.0

extension Candidates {
    /// Draws the candidate of a key, by weight where there are weights. When a node comes or goes, only the keys move that it
    /// takes or had. Nil when there is no candidate.
    @inline(never)
    func drawSticky(_ key: UInt64) -> Int? {
        var generator = RoutingGenerator(seed: key)
        // Which draw is accepted depends on no node but those that were drawn before it.
        if haveWeight {
            for _ in 0..<32 {
                let position = AliasTable.draw(from: layout.columns, using: &generator)
                if contains(position) { return position }
            }
        }
        return rank(generator.next())
    }

    /// The candidate with the lowest of scores that follow from the key and the node alone, and are exponentially
    /// distributed with the node's weight as the rate, so that each is the lowest in proportion to its weight.
    ///
    /// Source: rendezvous hashing (D. Thaler and C. Ravishankar, "Using name-based mappings to increase hit rates", IEEE/ACM
    /// TON 6 (1998)), with weights by the minimum of exponential variables.
    private func rank(_ key: UInt64) -> Int? {
        var best: Int?
        var least = Double.infinity
        for position in pooled where contains(position) {
            var hash = RoutingGenerator(seed: key ^ UInt64(truncatingIfNeeded: position))
            // Above 0 and at most 1.
            let score = -naturalLogarithm(1 - hash.nextUnit()) / knownWeight(at: position)
            if best == nil || score < least { (best, least) = (position, score) }
        }
        return best
    }
}

/// The natural logarithm of a number above 0, to within 1e-9: the exponent, and a series for the rest.
private func naturalLogarithm(_ number: Double) -> Double {
    let ratio = (number.significand - 1) / (number.significand + 1)
    let square = ratio * ratio
    var (sum, power) = (0.0, ratio)
    for divisor in stride(from: 1.0, through: 17, by: 2) {
        sum += power / divisor
        power *= square
    }
    return Double(number.exponent) * 0.693_147_180_559_945_3 + 2 * sum
}

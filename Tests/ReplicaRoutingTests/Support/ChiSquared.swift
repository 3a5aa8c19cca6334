// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting

/// Pearson's statistic of how far counts are from what the weights make expect. A count where the weight is 0 makes
/// it infinite.
func chiSquared(_ counts: [Int], weights: [Double]) -> Double {
    let draws = Double(counts.reduce(0, +))
    let total = weights.reduce(0, +)
    return zip(counts, weights).reduce(0) { sum, pair in
        let (count, weight) = pair
        guard weight > 0 else { return count == 0 ? sum : .infinity }
        let expected = draws * weight / total
        return sum + (Double(count) - expected) * (Double(count) - expected) / expected
    }
}

/// The 0.999 quantiles of the chi-squared distribution by degrees of freedom, from its published tables.
enum Quantile {
    static var one: Double { 10.828 }
    static var two: Double { 13.816 }
    static var three: Double { 16.266 }
    static var ninetyNine: Double { 148.230 }
    /// By the approximation of Wilson and Hilferty, which is within 0.1 % there.
    static var nineHundredNinetyNine: Double { 1_142.8 }
}

extension Router {
    /// How often each position is chosen in so many decisions; the last count is of those that chose nothing.
    func tally(
        _ request: RoutingRequest = .read,
        in topology: Topology,
        draws: Int = 50_000,
        seed: UInt64
    ) -> (counts: [Int], failures: Int) {
        var context = RoutingContext(seed: seed)
        var counts = Array(repeating: 0, count: topology.nodes.count)
        var failures = 0
        context.ticket = seed &* 0x9E37_79B9_7F4A_7C15
        for _ in 0..<draws {
            defer { context.ticket &+= 1 }
            if let position = decide(request, in: topology, context: &context).position {
                counts[position] += 1
            } else {
                failures += 1
            }
        }
        return (counts, failures)
    }
}

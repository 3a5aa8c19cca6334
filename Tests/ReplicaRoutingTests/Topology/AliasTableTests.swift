// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ReplicaRouting

@Suite("Alias table")
struct AliasTableTests {
    /// The probability of each position, added up from the columns of the table.
    private func probabilities(_ table: AliasTable) -> [Double] {
        var sums = Array(repeating: 0.0, count: table.columns.count)
        for (position, column) in table.columns.enumerated() {
            let own = Double(column.threshold) * 0x1p-64
            sums[position] += own
            sums[column.alias] += 1 - own
        }
        return sums.map { $0 / Double(sums.count) }
    }

    @Test(
        "each position has its weight's share of the table",
        arguments: [
            [1], [1, 2, 2], [1, 2], [0, 1], [0, 0, 3, 0], [1e300, 1e300, 2e300], [1e-300, 3e-300],
            [.leastNonzeroMagnitude, .leastNonzeroMagnitude],
            [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], [1, 1e-9, 1e9], [3, 3, 3, 3, 3, 3, 3],
        ] as [[Double]]
    )
    func shares(weights: [Double]) throws {
        let table = try #require(AliasTable(weights: weights))
        let greatest = weights.max() ?? 1
        let total = weights.reduce(0) { $0 + $1 / greatest }
        for (probability, weight) in zip(probabilities(table), weights) {
            #expect(abs(probability - weight / greatest / total) < 1e-14)
        }
    }

    @Test("no column of any random table leads to a position of weight 0")
    func neverWeightless() throws {
        var generator = RoutingGenerator(seed: 3)
        for _ in 0..<5_000 {
            let count = Int.random(in: 1...30, using: &generator)
            var weights = (0..<count).map { _ in
                Bool.random(using: &generator) ? 0 : Double.random(in: 1e-8...1, using: &generator)
            }
            weights[0] = 0.1
            let table = try #require(AliasTable(weights: weights))
            for (position, column) in table.columns.enumerated() {
                try #require(weights[column.alias] > 0)
                try #require(column.threshold == 0 || weights[position] > 0)
            }
            let total = weights.reduce(0, +)
            for (probability, weight) in zip(probabilities(table), weights) {
                try #require(abs(probability - weight / total) < 1e-13)
            }
        }
    }

    @Test("a table needs a positive finite weight", arguments: [[], [0, 0], [.infinity, 1]] as [[Double]])
    func refusal(weights: [Double]) {
        #expect(AliasTable(weights: weights) == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

extension DemoReport.Phase {
    /// The figures of a phase that has been counted.
    ///
    /// - Parameter names: The nodes, the primary first.
    init(_ phase: DemoTally.Phase, names: [String], weights: NodeWeights, victim: Int?) {
        let expected = weights.expectedShares(up: phase.phase.nodesUp(of: names.count, victim: victim))
        let reads = phase.reads
        self.init(
            name: phase.phase.rawValue,
            seconds: Figures.rounded(phase.seconds),
            nodes: names.indices.map { position in
                let latencies = phase.latencies[position]
                return DemoReport.Node(
                    name: names[position],
                    role: position == 0 ? "primary" : "replica",
                    weight: weights.values[position],
                    reads: Int(latencies.count),
                    share: reads > 0 ? Double(latencies.count) / Double(reads) : 0,
                    expectedShare: expected[position],
                    median: latencies.quantile(0.5),
                    percentile99: latencies.quantile(0.99)
                )
            },
            reads: reads,
            writes: phase.writes,
            failedReads: phase.failedReads,
            failedWrites: phase.failedWrites
        )
    }
}

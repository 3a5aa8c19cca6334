// SPDX-License-Identifier: Apache-2.0

extension Topology {
    /// How often a draw over all nodes may hit a node that is not eligible before a scan takes over. As many draws
    /// as there are nodes cost about as much as the scan: few nodes are better scanned early.
    private var rejectionLimit: Int { min(snapshot.layout.nodes.count, 32) }

    /// Draws, in proportion to the weights, one of the nodes that may serve a read; nil when none of them has
    /// weight.
    ///
    /// It draws over all nodes and accepts the first that is eligible, so that its cost does not depend on the
    /// number of nodes while the eligible ones hold a fair part of the weight. A draw that is accepted has each
    /// eligible node with its weight over the sum of the eligible weights. So has the scan that takes over after
    /// too many rejections, and which of the two answers depends only on rejected draws, which are independent
    /// of the accepted one: the mixture has the same distribution, and is not biased.
    @inline(__always)
    func drawByWeight(excluding excluded: NodeSet, using generator: inout RoutingGenerator) -> Int? {
        let layout = snapshot.layout
        for _ in 0..<rejectionLimit {
            let position = layout.aliases.draw(using: &generator)
            if mayServeRead(at: position, excluding: excluded) { return position }
        }
        return scanByWeight(excluding: excluded, using: &generator)
    }

    @inline(never)
    private func scanByWeight(excluding excluded: NodeSet, using generator: inout RoutingGenerator) -> Int? {
        let nodes = snapshot.layout.nodes
        var greatest = 0.0
        for position in nodes.indices where mayServeRead(at: position, excluding: excluded) {
            greatest = max(greatest, nodes[position].weight)
        }
        guard greatest > 0 else { return nil }

        // Relative to the greatest eligible weight the sum neither overflows nor vanishes.
        var total = 0.0
        for position in nodes.indices where mayServeRead(at: position, excluding: excluded) {
            total += nodes[position].weight / greatest
        }
        var remainder = generator.nextUnit() * total
        var last: Int?
        for position in nodes.indices where mayServeRead(at: position, excluding: excluded) {
            guard nodes[position].weight > 0 else { continue }
            remainder -= nodes[position].weight / greatest
            if remainder < 0 { return position }
            last = position
        }
        // Rounding may leave a remainder of 0 or a little more after the last candidate.
        return last
    }

    /// Draws one of the replicas of weight 0 that may serve a read, each as likely as the others; nil when there
    /// is none.
    func drawWeightless(excluding excluded: NodeSet, using generator: inout RoutingGenerator) -> Int? {
        let layout = snapshot.layout
        func isCandidate(_ position: Int) -> Bool {
            layout.nodes[position].weight == 0 && mayServeRead(at: position, excluding: excluded)
        }
        var count = 0
        for position in layout.replicaPositions where isCandidate(position) { count += 1 }
        guard count > 0 else { return nil }
        var skipped = Int.random(in: 0..<count, using: &generator)
        for position in layout.replicaPositions where isCandidate(position) {
            if skipped == 0 { return position }
            skipped -= 1
        }
        return nil
    }
}

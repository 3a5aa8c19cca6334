// SPDX-License-Identifier: Apache-2.0

extension Candidates {
    /// How often a draw over all nodes may hit one that is no candidate before a scan takes over. As many draws as
    /// there are nodes cost about as much as the scan: few nodes are better scanned early.
    @inline(__always)
    private func drawLimit(_ count: Int) -> Int { min(count, 32) }

    /// Draws a candidate in proportion to the weights; each is as likely as the others where they have none. Nil when
    /// there is no candidate.
    ///
    /// It draws over all nodes and accepts the first candidate, so that its cost does not depend on the number of
    /// nodes while the candidates hold a fair part of the weight. A draw that is accepted has each candidate with its
    /// weight over the sum of the candidates' weights. So has the scan that takes over after too many rejections, and
    /// which of the two answers depends only on rejected draws, which are independent of the accepted one: the
    /// mixture has the same distribution, and is not biased.
    @inline(__always)
    public func drawByWeight(using generator: inout RoutingGenerator) -> Int? {
        guard haveWeight else { return drawEvenly(using: &generator) }
        for _ in 0..<drawLimit(layout.nodes.count) {
            let position = AliasTable.draw(from: layout.columns, using: &generator)
            if contains(position) { return position }
        }
        return scanByWeight(using: &generator)
    }

    /// The same by looking at all: in two passes rather than with a list, which would have to be allocated.
    @inline(never)
    private func scanByWeight(using generator: inout RoutingGenerator) -> Int? {
        var greatest = 0.0
        for position in pooled where contains(position) { greatest = max(greatest, knownWeight(at: position)) }
        guard greatest > 0 else { return nil }
        // Relative to the greatest weight the sum neither overflows nor vanishes.
        var total = 0.0
        for position in pooled where contains(position) { total += knownWeight(at: position) / greatest }
        var remainder = generator.nextUnit() * total
        var last: Int?
        for position in pooled where contains(position) {
            remainder -= knownWeight(at: position) / greatest
            if remainder < 0 { return position }
            last = position
        }
        // Rounding may leave a remainder of 0 or a little more after the last candidate.
        return last
    }

    /// Draws a candidate, each as likely as the others; nil when there is none.
    ///
    /// - Parameter other: A position that is not wanted, nil for none.
    @inline(__always)
    public func drawEvenly(except other: Int? = nil, using generator: inout RoutingGenerator) -> Int? {
        let positions = pooled
        for _ in 0..<drawLimit(positions.count) {
            let position = positions[generator.below(positions.count)]
            if position != other, contains(position) { return position }
        }
        return scanEvenly(except: other, using: &generator)
    }

    @inline(never)
    private func scanEvenly(except other: Int?, using generator: inout RoutingGenerator) -> Int? {
        var count = 0
        for position in pooled where position != other && contains(position) { count += 1 }
        guard count > 0 else { return nil }
        var skipped = generator.below(count)
        for position in pooled where position != other && contains(position) {
            if skipped == 0 { return position }
            skipped -= 1
        }
        return nil
    }

    /// Draws two different candidates, each pair as likely as the others; only one where there is one, nil when there
    /// is none.
    @inline(__always)
    func drawTwo(using generator: inout RoutingGenerator) -> (Int, Int?)? {
        let positions = pooled
        if positions.count > 1 {
            let first = generator.below(positions.count)
            let offset = generator.below(positions.count - 1)
            let second = offset < first ? offset : offset + 1
            if contains(positions[first]), contains(positions[second]) { return (positions[first], positions[second]) }
        }
        guard let first = drawEvenly(using: &generator) else { return nil }
        return (first, drawEvenly(except: first, using: &generator))
    }
}

extension RoutingGenerator {
    /// A number of at least 0 and below `bound`, which is above 0, to within `bound` * 2^-64 as likely as any other:
    /// the high half of a product, after D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29
    /// (2019).
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
    }
}

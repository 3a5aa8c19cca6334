// SPDX-License-Identifier: Apache-2.0

/// The positions that a choice is made from, in the order of the topology: some of them candidates, some not. Making and
/// walking it allocates nothing.
public struct CandidatePositions: RandomAccessCollection, Sendable {
    /// Keeps the positions alive, so that the collection may be kept.
    private let owner: TopologyLayout
    private let pool: NodePool?
    private let single: Int

    init(_ pool: NodePool?, single: Int?, of owner: TopologyLayout) {
        self.owner = owner
        self.pool = pool
        self.single = single ?? 0
    }

    /// 0.
    public var startIndex: Int { 0 }

    /// How many positions there are.
    public var endIndex: Int { pool.map { owner.frozen.pointee[$0].count } ?? 1 }

    /// The position in a place from 0 up.
    public subscript(index: Int) -> Int {
        precondition(indices.contains(index), "index out of range")
        return pool.map { owner.frozen.pointee[$0][index] } ?? single
    }
}

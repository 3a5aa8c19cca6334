// SPDX-License-Identifier: Apache-2.0

/// What a ``Topology`` refers to: the shared layout, the statuses at one moment, and what follows from them.
///
/// It is one immutable object, so that passing a topology on costs one retain.
final class TopologySnapshot: Sendable {
    let layout: TopologyLayout
    let statuses: [NodeStatus]
    let generation: UInt64

    /// What a decision looks at. A bit of each node says here whether it may serve a read, or stand for the primary:
    /// worked out once, so that a decision tests one bit for each node. What these point to never changes and lives as long
    /// as the snapshot.
    nonisolated(unsafe) let frozen: UnsafePointer<FrozenLayout>
    nonisolated(unsafe) let readable: UnsafeBufferPointer<UInt64>
    nonisolated(unsafe) let writable: UnsafeBufferPointer<UInt64>
    private let readableWords: FrozenArray<UInt64>
    private let writableWords: FrozenArray<UInt64>

    init(layout: TopologyLayout, statuses: [NodeStatus], generation: UInt64) {
        self.layout = layout
        self.statuses = statuses
        self.generation = generation
        frozen = layout.frozen
        let nodes = layout.nodes
        readableWords = FrozenArray(
            Self.words(nodes.count) { RejectionReason(ofReadFrom: nodes[$0], in: statuses[$0]) == nil }
        )
        writableWords = FrozenArray(
            Self.words(nodes.count) {
                nodes[$0].role == .primary && RejectionReason(ofPrimaryIn: statuses[$0]) == nil
            }
        )
        readable = readableWords.elements
        writable = writableWords.elements
    }

    private static func words(_ count: Int, _ isSet: (Int) -> Bool) -> [UInt64] {
        var words = Array(repeating: UInt64(0), count: (count + 63) / 64)
        for position in 0..<count where isSet(position) { words[position / 64] |= 1 << UInt64(position % 64) }
        return words
    }

    /// Whether a node may serve a read. A position that is not there may not.
    @inline(__always)
    func mayServeRead(_ position: Int) -> Bool {
        Self.contains(readable, position)
    }

    /// Whether the bit of a position is set; not so beyond the last word.
    @inline(__always)
    static func contains(_ words: UnsafeBufferPointer<UInt64>, _ position: Int) -> Bool {
        position >= 0 && position &>> 6 < words.count
            && words[position &>> 6] & (1 &<< UInt64(truncatingIfNeeded: position)) != 0
    }
}

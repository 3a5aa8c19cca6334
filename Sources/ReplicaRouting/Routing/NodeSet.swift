// SPDX-License-Identifier: Apache-2.0

/// A set of positions of nodes in a ``Topology``: one bit for each.
///
/// Positions below 64 are held inline: a set of them never allocates. Higher ones are held in an array that grows
/// to the highest position in the set. Negative positions are never in a set.
public struct NodeSet: Sendable, Hashable, ExpressibleByArrayLiteral {
    private(set) var first: UInt64 = 0

    /// The positions from 64 up, 64 to a word. The last word is never 0, so that equal sets are equal bit by bit.
    private(set) var rest: [UInt64] = []

    /// Makes an empty set.
    public init() {}

    /// Makes a set of its words. The last of the rest must not be 0.
    init(first: UInt64, rest: [UInt64]) {
        self.first = first
        self.rest = rest
    }

    /// Makes a set of positions.
    public init(_ positions: some Sequence<Int>) {
        for position in positions { insert(position) }
    }

    /// Makes a set of the positions in an array literal.
    public init(arrayLiteral positions: Int...) {
        self.init(positions)
    }

    /// Whether no position is in the set.
    public var isEmpty: Bool { first == 0 && rest.isEmpty }

    /// How many positions are in the set.
    public var count: Int {
        rest.reduce(first.nonzeroBitCount) { $0 + $1.nonzeroBitCount }
    }

    /// Whether a position is in the set.
    @inline(__always)
    public func contains(_ position: Int) -> Bool {
        if UInt(bitPattern: position) < 64 {
            return first & (1 &<< UInt64(truncatingIfNeeded: position)) != 0
        }
        return restContains(position)
    }

    private func restContains(_ position: Int) -> Bool {
        let word = position / 64 - 1
        return position >= 64 && word < rest.count && rest[word] & Self.bit(position) != 0
    }

    /// Puts a position into the set. A negative one is ignored.
    public mutating func insert(_ position: Int) {
        guard position >= 0 else { return }
        guard position >= 64 else {
            first |= Self.bit(position)
            return
        }
        let word = position / 64 - 1
        if word >= rest.count {
            rest.append(contentsOf: repeatElement(0, count: word + 1 - rest.count))
        }
        rest[word] |= Self.bit(position)
    }

    /// Takes a position out of the set.
    public mutating func remove(_ position: Int) {
        guard contains(position) else { return }
        guard position >= 64 else {
            first &= ~Self.bit(position)
            return
        }
        rest[position / 64 - 1] &= ~Self.bit(position)
        while rest.last == 0 { rest.removeLast() }
    }

    private static func bit(_ position: Int) -> UInt64 {
        1 &<< UInt64(truncatingIfNeeded: position)
    }
}

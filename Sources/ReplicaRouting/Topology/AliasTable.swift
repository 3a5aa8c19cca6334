// SPDX-License-Identifier: Apache-2.0

/// Draws positions in proportion to weights, in constant time whatever the number of positions.
///
/// The table has one column for each position. A column belongs to its own position up to a threshold and to one
/// other position, its alias, above it; a draw picks a column and a height in it.
///
/// Source: A. J. Walker, "An efficient method for generating discrete random variables with general
/// distributions", ACM TOMS 3 (1977); built in linear time after M. D. Vose, "A linear algorithm for generating
/// random numbers with a given distribution", IEEE TSE 17 (1991).
struct AliasTable: Sendable {
    struct Column: BitwiseCopyable, Sendable {
        /// The column is its own position's below this height, in units of 2^-64, and its alias's from there up.
        var threshold: UInt64
        var alias: Int
    }

    let columns: [Column]

    /// Builds the table. Weights must be finite and not negative, at least one of them above 0; otherwise there
    /// is nothing to draw and the table is nil.
    init?(weights: [Double]) {
        guard let greatest = weights.max(), greatest > 0, greatest.isFinite else { return nil }

        // Dividing by the greatest weight first keeps the sum within the number of nodes: it cannot overflow.
        var heights = weights.map { $0 / greatest }
        let total = heights.reduce(0, +)
        for position in heights.indices {
            heights[position] *= Double(weights.count) / total
        }
        columns = Self.pair(heights)
    }

    /// Vose's pairing: each column lower than 1 is filled up to 1 from one that is higher.
    private static func pair(_ heights: [Double]) -> [Column] {
        var heights = heights
        var columns = heights.indices.map { Column(threshold: .max, alias: $0) }
        var low = heights.indices.filter { heights[$0] < 1 }
        var high = heights.indices.filter { heights[$0] >= 1 }
        while let donor = high.last, let filled = low.popLast() {
            columns[filled] = Column(threshold: threshold(heights[filled]), alias: donor)
            heights[donor] = (heights[donor] + heights[filled]) - 1
            if heights[donor] < 1 {
                high.removeLast()
                low.append(donor)
            }
        }
        // The heights not yet paired add up to their number, but for rounding. Once none of them is above 1 they
        // are therefore all about 1, none of them that of a weight of 0, and each keeps its whole column.
        return columns
    }

    /// A height in 0..<1 in units of 2^-64. It rounds down, so it cannot leave the range of the type.
    private static func threshold(_ height: Double) -> UInt64 {
        UInt64(max(0, height) * 0x1p64)
    }

    /// Draws a position. Its probability is its weight over the sum of the weights, to within n * 2^-64.
    ///
    /// One random word gives both the column (the high half of its product with n) and the height (the low half),
    /// after D. Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
    @inline(__always)
    static func draw(from columns: UnsafeBufferPointer<Column>, using generator: inout RoutingGenerator) -> Int {
        let count = UInt64(truncatingIfNeeded: columns.count)
        let (high, height) = generator.next().multipliedFullWidth(by: count)
        let position = Int(truncatingIfNeeded: high)
        let column = columns[position]
        return height < column.threshold ? position : column.alias
    }
}

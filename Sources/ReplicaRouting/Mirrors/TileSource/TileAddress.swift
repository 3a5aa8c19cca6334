// SPDX-License-Identifier: Apache-2.0

/// Which tile of a stack: its place in the grid of a mirror's tiles.
///
/// A column is `tileWidth` voxels of the zoom level wide, so addresses hold for mirrors of one tile size only.
public struct TileAddress: Sendable, Hashable {
    /// The column, from 0 on at the left.
    public var column: Int

    /// The row, from 0 on at the top.
    public var row: Int

    /// The plane, then the coordinates in further dimensions: `[z]`, `[z, t]`. Kinds whose URLs have no place for
    /// further dimensions use the plane alone.
    public var plane: [Int]

    /// The zoom level: 0 is full size, each further one halves it. Valid is 0 to 62.
    public var zoom: Int

    /// Makes an address.
    ///
    /// - Parameter furtherDimensions: Coordinates beyond the plane, such as a point in time. Default: none.
    public init(column: Int, row: Int, plane: Int, furtherDimensions: [Int] = [], zoom: Int = 0) {
        self.column = column
        self.row = row
        self.plane = [plane] + furtherDimensions
        self.zoom = zoom
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The ways in which CATMAID addresses tiles. The raw values are its numbers.
///
/// In the URLs below, B is the image base of the mirror, z the plane, c the column and r the row of the tile, w and h
/// its size, s the zoom level and e the file extension. Kinds that are not said to differ by orientation do not.
public enum TileSourceKind: Int, Sendable, Hashable, CaseIterable {
    /// 1: files in a folder for each plane, `Bz/r_c_s.e`.
    case file = 1

    /// 2: a request with a query, `B?x=..&y=..&width=w&height=h&row=y&col=x&scale=..&z=z`.
    case request = 2

    /// 3: HDF5 files through a CATMAID instance, `{instance}{project}/stack/{stack}/tile?...&format=hdf5`.
    case hdf5 = 3

    /// 4: files in a folder for each plane and zoom level, `Bz/s/r_c.e`.
    case zoomFolders = 4

    /// 5: a folder for each row, `Bs/z/r/c.e`.
    case rowFolders = 5

    /// 6: DVID's imageblk, `Bw_h/x_y_z/e`, with the coordinates in the order of the orientation.
    case dvidImageBlock = 6

    /// 7: the render service, `BlargeDataTileSource/w/h/s/z/r/c.e`.
    case renderService = 7

    /// 8: DVID's imagetile, `Bxy/s/c_r_z`, by orientation.
    case dvidImageTile = 8

    /// 9: FlixServer, as 1 with optional display settings in the query.
    case flixServer = 9

    /// 10: H2N5, whose base holds placeholders for scale and axes.
    case h2n5 = 10

    /// 11: blocks of an N5 dataset. Needs the dataset's attributes.
    case n5 = 11

    /// 12: BOSS, `Bxy/w/s/c/r/z`, by orientation. Tiles are square.
    case boss = 12

    /// 13: CloudVolume through a CATMAID instance, as 3 with `format=cloudvolume`.
    case cloudVolume = 13

    /// 14: blocks of a Neuroglancer precomputed volume. Needs the volume's `info`.
    case precomputed = 14

    /// Whether a tile is an image: an answer then has a content type that begins with `image/`. Blocks are data.
    public var servesImages: Bool { !needsAttributes }

    /// Whether URLs can be built only with ``DatasetAttributes``.
    public var needsAttributes: Bool { self == .n5 || self == .precomputed }

    /// Whether tiles come through a CATMAID instance, whose URL is needed.
    public var needsInstance: Bool { self == .hdf5 || self == .cloudVolume }
}

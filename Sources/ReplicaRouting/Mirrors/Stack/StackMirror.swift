// SPDX-License-Identifier: Apache-2.0

/// One place that serves the tiles of a stack, as CATMAID describes it.
///
/// Its values are taken as they are; whether URLs can be built of them is for ``TileSource`` to say, so that one
/// mirror with a wrong value does not take the others with it.
public struct StackMirror: MirrorCandidate, Hashable {
    /// What the mirror is known by. CATMAID's ids are positive; give custom mirrors negative ones.
    public let id: Int

    /// The name for people.
    public let title: String

    /// What the URLs begin with, or are made from; see ``TileSourceKind``.
    public let imageBase: String

    /// Columns of a tile. ``TileSource`` refuses less than 1.
    public let tileWidth: Int

    /// Rows of a tile. ``TileSource`` refuses less than 1.
    public let tileHeight: Int

    /// CATMAID's number of the way in which tiles are addressed. ``TileSource`` refuses those it does not know.
    public let tileSourceType: Int

    /// The file extension without a dot: `jpg`.
    public let fileExtension: String

    /// The place in the order: the lowest is tried first. Ties are broken by the id.
    public let position: Int

    /// Makes a mirror: a custom one, say, for ``Stack/adding(_:)``.
    public init(
        id: Int,
        title: String,
        imageBase: String,
        tileWidth: Int = 512,
        tileHeight: Int = 512,
        tileSourceType: Int = 1,
        fileExtension: String = "jpg",
        position: Int = 0
    ) {
        self.id = id
        self.title = title
        self.imageBase = imageBase
        self.tileWidth = tileWidth
        self.tileHeight = tileHeight
        self.tileSourceType = tileSourceType
        self.fileExtension = fileExtension
        self.position = position
    }
}

extension StackMirror: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id
        case title
        case imageBase = "image_base"
        case tileWidth = "tile_width"
        case tileHeight = "tile_height"
        case tileSourceType = "tile_source_type"
        case fileExtension = "file_extension"
        case position
    }
    /// Decodes a mirror as CATMAID's stack info lists it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            id: container.decodeNamed(forKey: .id),
            title: container.decodeNamed(forKey: .title),
            imageBase: container.decodeNamed(forKey: .imageBase),
            tileWidth: container.decodeNamed(forKey: .tileWidth),
            tileHeight: container.decodeNamed(forKey: .tileHeight),
            tileSourceType: container.decodeNamed(forKey: .tileSourceType),
            fileExtension: container.decodeNamed(forKey: .fileExtension),
            position: container.decodeNamed(forKey: .position)
        )
    }
}

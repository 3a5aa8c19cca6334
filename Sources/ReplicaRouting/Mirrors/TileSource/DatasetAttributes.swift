// SPDX-License-Identifier: Apache-2.0

/// What a server says of a dataset that is made of blocks, for the tile source types 11 and 14.
public enum DatasetAttributes: Sendable, Hashable {
    /// The `attributes.json` of an N5 dataset.
    case n5(blockSize: [Int])

    /// The `info` of a Neuroglancer precomputed volume: its scales, the finest first.
    case precomputed(scales: [PrecomputedScale])
}

/// One scale of a Neuroglancer precomputed volume.
public struct PrecomputedScale: Sendable, Hashable {
    /// The folder of the scale, relative to the volume.
    public let key: String

    /// The extent in voxels of this scale, where it is known. Blocks at the end are cut off there.
    public let size: [Int]?

    /// The size of a block.
    public let chunkSize: [Int]

    /// Where the volume begins.
    public let voxelOffset: [Int]

    /// Makes a scale. Default: an unknown extent, no offset.
    public init(key: String, size: [Int]? = nil, chunkSize: [Int], voxelOffset: [Int] = [0, 0, 0]) {
        self.key = key
        self.size = size
        self.chunkSize = chunkSize
        self.voxelOffset = voxelOffset
    }
}

extension PrecomputedScale: Decodable {
    private enum CodingKeys: String, CodingKey {
        case key
        case size
        case chunkSizes = "chunk_sizes"
        case voxelOffset = "voxel_offset"
    }

    /// Decodes a scale. Of several chunk sizes the first counts, as the format prefers it.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let chunkSizes = try container.decodeNamed([[Int]].self, forKey: .chunkSizes)
        guard let chunkSize = chunkSizes.first else {
            throw DecodingError.dataCorruptedError(
                forKey: .chunkSizes,
                in: container,
                debugDescription: "there is no chunk size in it"
            )
        }
        self.init(
            key: try container.decode(String.self, forKey: .key),
            size: try container.decodeIfPresent([Int].self, forKey: .size),
            chunkSize: chunkSize,
            voxelOffset: try container.decodeIfPresent([Int].self, forKey: .voxelOffset) ?? [0, 0, 0]
        )
    }
}

extension DatasetAttributes: Decodable {
    private enum CodingKeys: String, CodingKey {
        case blockSize
        case scales
    }

    /// Decodes an N5 dataset's `attributes.json` (it has `blockSize`) or a precomputed volume's `info` (`scales`).
    ///
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/invalidAttributes``, naming what is missing or wrong.
    public init(from decoder: any Decoder) throws {
        do {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            if container.contains(.blockSize) {
                self = .n5(blockSize: try container.decodeNamed(forKey: .blockSize))
            } else if container.contains(.scales) {
                self = .precomputed(scales: try container.decodeNamed(forKey: .scales))
            } else {
                throw MirrorError(
                    code: .invalidAttributes,
                    message: "the attributes have neither blockSize, as N5's attributes.json, nor scales, as a "
                        + "precomputed volume's info"
                )
            }
        } catch let error as DecodingError {
            throw MirrorError(code: .invalidAttributes, message: "the attributes are not valid: " + error.namingTheKey)
        }
    }
}

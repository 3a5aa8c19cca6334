// SPDX-License-Identifier: Apache-2.0

// The kinds 11 and 14: blocks whose place in the dataset depends on its attributes.
extension TileSource {
    /// Where the attributes of the dataset are: `attributes.json` for the kind 11, `info` for 14, nil for the others.
    ///
    /// - Parameter zoom: The zoom level, as each scale of an N5 group has attributes of its own. Default: 0, the
    ///   canary's.
    public func attributesURL(zoom: Int = 0) -> String? {
        guard let base = try? blockBase() else { return nil }
        return switch kind {
        case .n5: n5Dataset(base.dataset, zoom: zoom) + "/attributes.json"
        case .precomputed: base.dataset + "/info"
        default: nil
        }
    }

    /// The image base in its two parts: the dataset, and which axes of it are columns, rows and planes.
    func blockBase() throws(MirrorError) -> (dataset: String, axes: [Int]) {
        let valid = "the URL of a dataset, a / and the slice dimensions, such as .../volume.n5/raw/0_1_2"
        guard let slash = mirror.imageBase.lastIndex(of: "/") else {
            throw invalid("the image base", "\"\(mirror.imageBase)\"", valid: valid)
        }
        let names = mirror.imageBase[mirror.imageBase.index(after: slash)...]
        let axes = names.split(separator: "_", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard axes.sorted() == [0, 1, 2] else {
            throw invalid("the image base", "\"\(mirror.imageBase)\"", valid: valid)
        }
        return (Self.reachable(String(mirror.imageBase[..<slash])), axes)
    }

    func n5BlockURL(_ tile: TileAddress, attributes: DatasetAttributes?) throws(MirrorError) -> String {
        let (dataset, axes) = try blockBase()
        guard let attributes else { throw missingAttributes(zoom: tile.zoom) }
        guard case .n5(let blockSize) = attributes else {
            throw unfit("they are of a precomputed volume, valid are those of an N5 dataset")
        }
        guard blockSize.count == 3, blockSize.allSatisfy({ $0 > 0 }) else {
            throw unfit("the block size is \(blockSize), valid are three numbers above 0")
        }
        let depth = plane(tile).flooredQuotient(by: blockSize[axes[2]])
        let block = Self.placed([tile.column, tile.row, depth], on: axes)
        return n5Dataset(dataset, zoom: tile.zoom) + "/" + block.map(String.init).joined(separator: "/")
    }

    func precomputedBlockURL(_ tile: TileAddress, attributes: DatasetAttributes?) throws(MirrorError) -> String {
        let (dataset, axes) = try blockBase()
        guard let attributes else { throw missingAttributes(zoom: tile.zoom) }
        guard case .precomputed(let scales) = attributes else {
            throw unfit("they are of an N5 dataset, valid are those of a precomputed volume")
        }
        guard scales.indices.contains(tile.zoom) else {
            throw MirrorError(
                code: .invalidTile,
                message: "the zoom level is \(tile.zoom): valid are 0 to \(scales.count - 1), the scales of the volume"
            )
        }
        let scale = scales[tile.zoom]
        let sizes = [scale.chunkSize, scale.voxelOffset, scale.size ?? scale.chunkSize]
        guard sizes.allSatisfy({ $0.count == 3 }), scale.chunkSize.allSatisfy({ $0 > 0 }) else {
            throw unfit("chunk size, voxel offset and size are \(sizes), valid are three numbers each, sizes above 0")
        }
        let depth = plane(tile).flooredQuotient(by: scale.chunkSize[axes[2]])
        let block = Self.placed([tile.column, tile.row, depth], on: axes)
        var ranges: [String] = []
        for axis in 0..<3 {
            let offset = scale.voxelOffset[axis]
            let start = try Self.sum(try Self.product(block[axis], scale.chunkSize[axis]), offset)
            var end = try Self.sum(start, scale.chunkSize[axis])
            // The format cuts blocks off at the end of the volume. A block beyond it keeps its whole name.
            if let size = scale.size {
                let last = try Self.sum(offset, size[axis])
                if last > start { end = min(end, last) }
            }
            ranges.append("\(start)-\(end)")
        }
        return "\(dataset)/\(scale.key)/\(ranges.joined(separator: "_"))"
    }

    private func n5Dataset(_ dataset: String, zoom: Int) -> String {
        dataset.replacingFirst("%SCALE_DATASET%", by: "s\(zoom)")
    }

    /// Column, row and plane of blocks in the order of the dataset's axes.
    private static func placed(_ coordinates: [Int], on axes: [Int]) -> [Int] {
        var block = coordinates
        for (axis, coordinate) in zip(axes, coordinates) { block[axis] = coordinate }
        return block
    }

    /// Google's name for a bucket as the address that serves it.
    private static func reachable(_ url: String) -> String {
        url.hasPrefix("gs://") ? "https://storage.googleapis.com/" + url.dropFirst(5) : url
    }

    private static func sum(_ first: Int, _ second: Int) throws(MirrorError) -> Int {
        let (sum, overflows) = first.addingReportingOverflow(second)
        guard !overflows else {
            throw MirrorError(
                code: .invalidTile,
                message: "the voxel \(first) + \(second) is too great: valid are voxels up to 2^63"
            )
        }
        return sum
    }

    private func missingAttributes(zoom: Int) -> MirrorError {
        MirrorError(
            code: .missingAttributes,
            message: "blocks of \(mirror.label) are found with the attributes of their dataset: give what "
                + "\(attributesURL(zoom: zoom) ?? "the dataset") answers"
        )
    }

    private func unfit(_ reason: String) -> MirrorError {
        MirrorError(code: .invalidAttributes, message: "the attributes do not do for \(mirror.label): " + reason)
    }
}

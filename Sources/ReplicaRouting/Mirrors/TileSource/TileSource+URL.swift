// SPDX-License-Identifier: Apache-2.0

extension TileSource {
    /// The URL of a tile.
    ///
    /// - Parameters:
    ///   - tile: The tile, in the grid of this mirror's tile size.
    ///   - attributes: For the kinds 11 and 14, what ``attributesURL(zoom:)`` answers.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/invalidTile``,
    ///   ``MirrorError/Code/missingAttributes`` or ``MirrorError/Code/invalidAttributes``.
    public func tileURL(_ tile: TileAddress, attributes: DatasetAttributes? = nil) throws(MirrorError) -> String {
        guard (0...62).contains(tile.zoom) else {
            throw MirrorError(code: .invalidTile, message: "the zoom level is \(tile.zoom): valid are 0 to 62")
        }
        let (base, ending, zoom) = (mirror.imageBase, mirror.fileExtension, tile.zoom)
        let (column, row) = (tile.column, tile.row)
        switch kind {
        case .file:
            return "\(base)\(planes(tile))\(row)_\(column)_\(zoom).\(ending)"
        case .flixServer:
            let url = "\(base)\(planes(tile))\(row)_\(column)_\(zoom).\(ending)"
            return FormEncoding.append(options.display.query, to: url)
        case .zoomFolders:
            return "\(base)\(planes(tile))\(zoom)/\(row)_\(column).\(ending)"
        case .rowFolders:
            return "\(base)\(zoom)/\(planes(tile))\(row)/\(column).\(ending)"
        case .renderService:
            let size = "\(mirror.tileWidth)/\(mirror.tileHeight)"
            let url = "\(base)largeDataTileSource/\(size)/\(zoom)/\(planes(tile))\(row)/\(column).\(ending)"
            let limit = options.maximumTileSpecifications.map { [(name: "maxTileSpecsToRender", value: "\($0)")] }
            return FormEncoding.append(limit ?? [], to: url)
        case .request:
            return FormEncoding.append(try region(tile), to: base)
        case .hdf5:
            return try throughInstance(tile, format: "hdf5")
        case .cloudVolume:
            return try throughInstance(tile, format: "cloudvolume")
        case .dvidImageBlock:
            let (x, y) = try corner(tile)
            let place = oriented(x, y, plane(tile)).map(String.init).joined(separator: "_")
            return "\(base)\(mirror.tileWidth)_\(mirror.tileHeight)/\(place)/\(ending)"
        case .dvidImageTile:
            let place = oriented(column, row, plane(tile)).map(String.init).joined(separator: "_")
            return "\(base)\(planeName)/\(zoom)/\(place)"
        case .boss:
            // BOSS names the volume's axes in its order x, y, z, but has the columns of ZY planes first.
            let place = orientation == .zy ? [column, row, plane(tile)] : oriented(column, row, plane(tile))
            let path = place.map(String.init).joined(separator: "/")
            return "\(base)\(planeName)/\(mirror.tileWidth)/\(zoom)/\(path)"
        case .h2n5:
            let (x, y) = try corner(tile)
            return base.replacingFirst("%SCALE_DATASET%", by: "s\(zoom)")
                .replacingFirst("%AXIS_0%", by: "\(x)")
                .replacingFirst("%AXIS_1%", by: "\(y)")
                .replacingFirst("%AXIS_2%", by: "\(plane(tile))") + ".\(ending)"
        case .n5:
            return try n5BlockURL(tile, attributes: attributes)
        case .precomputed:
            return try precomputedBlockURL(tile, attributes: attributes)
        }
    }

    func plane(_ tile: TileAddress) -> Int { tile.plane.first ?? 0 }

    /// `z/`, and with further dimensions `t/z/`.
    private func planes(_ tile: TileAddress) -> String {
        tile.plane.reversed().map { "\($0)/" }.joined()
    }

    private var planeName: String {
        switch orientation {
        case .xy: "xy"
        case .xz: "xz"
        case .zy: "yz"
        }
    }

    /// Column, row and plane in the order of the volume's axes x, y, z.
    private func oriented(_ column: Int, _ row: Int, _ plane: Int) -> [Int] {
        switch orientation {
        case .xy: [column, row, plane]
        case .xz: [column, plane, row]
        case .zy: [plane, row, column]
        }
    }

    /// The first voxel of the tile, in voxels of its zoom level.
    private func corner(_ tile: TileAddress) throws(MirrorError) -> (x: Int, y: Int) {
        (
            x: try Self.product(tile.column, mirror.tileWidth),
            y: try Self.product(tile.row, mirror.tileHeight)
        )
    }

    static func product(_ place: Int, _ size: Int) throws(MirrorError) -> Int {
        let (product, overflows) = place.multipliedReportingOverflow(by: size)
        guard !overflows else {
            throw MirrorError(
                code: .invalidTile,
                message: "column, row or block \(place) of \(size) voxels is too great: valid are voxels up to 2^63"
            )
        }
        return product
    }

    private func region(_ tile: TileAddress) throws(MirrorError) -> [(name: String, value: String)] {
        let (x, y) = try corner(tile)
        return [
            ("x", "\(x)"), ("y", "\(y)"), ("width", "\(mirror.tileWidth)"), ("height", "\(mirror.tileHeight)"),
            ("row", "y"), ("col", "x"), ("scale", Self.scale(tile.zoom)), ("z", "\(plane(tile))"),
        ]
    }

    private func throughInstance(_ tile: TileAddress, format: String) throws(MirrorError) -> String {
        let file = [
            (name: "file_extension", value: mirror.fileExtension), ("basename", mirror.imageBase), ("type", "all"),
            ("format", format),
        ]
        let url = "\(instance ?? "")\(projectID)/stack/\(stackID)/tile"
        return FormEncoding.append(try region(tile) + file, to: url)
    }

    /// 1 / 2^zoom in decimal digits, exactly and without an exponent: `1`, `0.5`, `0.0009765625`.
    static func scale(_ zoom: Int) -> String {
        // Long division by 2, on the digits: each halving adds one digit.
        var digits = [1]
        for _ in 0..<zoom {
            var carry = 0
            for index in digits.indices {
                let value = carry * 10 + digits[index]
                digits[index] = value / 2
                carry = value % 2
            }
            if carry == 1 { digits.append(5) }
        }
        let fraction = digits.dropFirst().map(String.init).joined()
        return fraction.isEmpty ? "\(digits[0])" : "\(digits[0]).\(fraction)"
    }
}

extension String {
    /// The text with the first occurrence of another text replaced, or as it is where there is none.
    func replacingFirst(_ text: String, by replacement: String) -> String {
        guard let range = utf8Range(of: text) else { return self }
        return self[..<range.lowerBound] + replacement + self[range.upperBound...]
    }

    private func utf8Range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}

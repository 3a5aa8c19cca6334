// SPDX-License-Identifier: Apache-2.0

/// Builds the URLs of one mirror's tiles.
///
/// For example:
///
///     let source = try TileSource(mirror, of: stack, instance: "https://catmaid.example.org/")
///     let canary = try source.canaryURL()
///     let tile = try source.tileURL(source.tile(at: StackPoint(x: 9_000, y: 4_000, z: 12), zoom: 1))
///
/// It does no I/O: for the kinds 11 and 14, fetch ``attributesURL(zoom:)`` and decode ``DatasetAttributes`` from it.
public struct TileSource: Sendable, Hashable {
    /// How tiles are addressed.
    public let kind: TileSourceKind

    /// The mirror that serves them.
    public let mirror: StackMirror

    let stackID: Int
    let projectID: Int
    let orientation: StackOrientation
    let canary: StackPoint
    let instance: String?
    let options: TileSourceOptions

    /// Makes a tile source.
    ///
    /// - Parameters:
    ///   - mirror: The mirror.
    ///   - stack: The stack that it serves.
    ///   - instance: The base URL of the CATMAID instance, for the types 3 and 13. A missing `/` at its end is added.
    ///   - options: Settings that the stack's info does not hold.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/unknownTileSourceType``,
    ///   ``MirrorError/Code/missingInstance``, or ``MirrorError/Code/invalidMirror`` for a tile size that is not
    ///   positive, or not square where it must be, or an image base whose parts are missing.
    public init(
        _ mirror: StackMirror,
        of stack: Stack,
        instance: String? = nil,
        options: TileSourceOptions = TileSourceOptions()
    ) throws(MirrorError) {
        guard let kind = TileSourceKind(rawValue: mirror.tileSourceType) else {
            throw MirrorError(
                code: .unknownTileSourceType,
                message: "the tile source type of \(mirror.label) is \(mirror.tileSourceType): valid are 1 to "
                    + "\(TileSourceKind.allCases.count)"
            )
        }
        self.kind = kind
        self.mirror = mirror
        stackID = stack.id
        projectID = stack.projectID
        orientation = stack.orientation
        canary = stack.canary
        self.instance = instance.map { $0.hasSuffix("/") ? $0 : $0 + "/" }
        self.options = options
        try check()
    }

    /// The URL of the tile that holds the canary location of the stack: at zoom level 0.
    ///
    /// - Throws: As ``tileURL(_:attributes:)``.
    public func canaryURL(attributes: DatasetAttributes? = nil) throws(MirrorError) -> String {
        try tileURL(tile(at: canary), attributes: attributes)
    }

    /// The tile that holds a point.
    ///
    /// - Parameters:
    ///   - point: A point in voxels of zoom level 0.
    ///   - zoom: The zoom level of the tile. It halves columns and rows, and leaves the planes as they are.
    public func tile(at point: StackPoint, zoom: Int = 0) -> TileAddress {
        // Shifts of too many bits are smart: they give 0 or -1, as the floor of the quotient would be.
        TileAddress(
            column: (point.x >> zoom).flooredQuotient(by: mirror.tileWidth),
            row: (point.y >> zoom).flooredQuotient(by: mirror.tileHeight),
            plane: point.z,
            zoom: zoom
        )
    }

    private func check() throws(MirrorError) {
        guard mirror.tileWidth > 0, mirror.tileHeight > 0 else {
            throw invalid("the tile size", "\(mirror.tileWidth) x \(mirror.tileHeight)", valid: "1 x 1 and more")
        }
        if kind == .boss, mirror.tileWidth != mirror.tileHeight {
            throw invalid("the tile size", "\(mirror.tileWidth) x \(mirror.tileHeight)", valid: "a square one for BOSS")
        }
        if kind.needsInstance, instance == nil {
            throw MirrorError(
                code: .missingInstance,
                message:
                    "tiles of \(mirror.label) come through a CATMAID instance (tile source type \(kind.rawValue)): "
                    + "give the instance's base URL"
            )
        }
        if kind.needsAttributes { _ = try blockBase() }
    }

    func invalid(_ name: String, _ value: String, valid: String) -> MirrorError {
        MirrorError(code: .invalidMirror, message: "\(name) of \(mirror.label) is \(value): valid is \(valid)")
    }
}

extension Int {
    /// The quotient rounded down, also below 0. The divisor is above 0.
    func flooredQuotient(by divisor: Int) -> Int {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Stack: Decodable {
    private enum CodingKeys: String, CodingKey {
        case id = "sid"
        case projectID = "pid"
        case title = "stitle"
        case orientation
        case zoomLevels = "num_zoom_levels"
        case dimension
        case canary = "canary_location"
        case mirrors
    }

    /// Decodes a stack.
    ///
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/invalidStack``, naming the key that is missing or
    ///   wrong (`mirrors[2].tile_width`), or ``MirrorError/Code/duplicateMirror``.
    public init(from decoder: any Decoder) throws {
        do {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            try self.init(
                id: container.decodeNamed(forKey: .id),
                projectID: container.decodeNamed(forKey: .projectID),
                title: container.decodeNamed(forKey: .title),
                orientation: container.decodeNamed(forKey: .orientation),
                zoomLevels: container.decodeNamed(forKey: .zoomLevels),
                dimension: container.decodeNamed(forKey: .dimension),
                canary: container.decodeNamed(forKey: .canary),
                mirrors: container.decodeNamed(forKey: .mirrors)
            )
        } catch let error as DecodingError {
            throw MirrorError(code: .invalidStack, message: "the stack info is not valid: " + error.namingTheKey)
        }
    }
}

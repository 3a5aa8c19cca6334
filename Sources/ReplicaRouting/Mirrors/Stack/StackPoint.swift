// SPDX-License-Identifier: Apache-2.0

/// A point or an extent in a stack's own voxels at zoom level 0.
public struct StackPoint: Sendable, Hashable {
    /// Along the columns.
    public var x: Int

    /// Along the rows.
    public var y: Int

    /// Along the planes.
    public var z: Int

    /// Makes a point.
    public init(x: Int, y: Int, z: Int) {
        self.x = x
        self.y = y
        self.z = z
    }
}

extension StackPoint: Decodable {
    private enum CodingKeys: CodingKey {
        case x
        case y
        case z
    }

    /// Decodes a point of an object with the keys `x`, `y` and `z`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            x: container.decodeNamed(forKey: .x),
            y: container.decodeNamed(forKey: .y),
            z: container.decodeNamed(forKey: .z)
        )
    }
}

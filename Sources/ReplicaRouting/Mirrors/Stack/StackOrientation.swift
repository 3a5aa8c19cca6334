// SPDX-License-Identifier: Apache-2.0

/// How the planes of a stack lie in its project. The raw values are CATMAID's.
public enum StackOrientation: Int, Sendable, Hashable, CaseIterable, Decodable {
    /// Columns along x, rows along y.
    case xy = 0

    /// Columns along x, rows along z.
    case xz = 1

    /// Columns along z, rows along y.
    case zy = 2
}

// SPDX-License-Identifier: Apache-2.0

/// What kind of read it is, where that decides where it belongs.
public enum ReadWorkload: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// Any read.
    case ordinary

    /// One that fetches much and may be a little behind. A cluster's default replica index holds for these.
    case bulk

    /// One that is small and looks at what is being worked on right now, such as the node a user has just moved. It
    /// stays on the primary.
    case active

    /// The name of the kind.
    public var description: String { rawValue }
}

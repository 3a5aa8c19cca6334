// SPDX-License-Identifier: Apache-2.0

/// What the caller is about to do. It is said by the caller, never guessed from the text of a query.
public enum Intent: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
    /// It only reads, so that any eligible node will do.
    case read

    /// It may write, so that only the primary will do.
    case write

    /// The name of the intent.
    public var description: String { rawValue }
}

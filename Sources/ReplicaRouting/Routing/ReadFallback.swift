// SPDX-License-Identifier: Apache-2.0

/// What becomes of a read when no node it wants is eligible.
public struct ReadFallback: Sendable, Hashable, CustomStringConvertible {
    private enum Kind: String {
        case primary
        case fail
    }

    private let kind: Kind

    /// The primary serves it, if the primary itself may.
    public static var primary: ReadFallback { ReadFallback(kind: .primary) }

    /// It fails, which keeps the load of lost replicas away from the primary.
    public static var fail: ReadFallback { ReadFallback(kind: .fail) }

    /// The name of the choice.
    public var description: String { kind.rawValue }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a node could not be chosen. New reasons may be added, so a `switch` over them needs a `default`.
public enum RejectionReason: Sendable, Hashable, CustomStringConvertible {
    /// A write, and the node is not the primary.
    case notPrimary

    /// The node is down, and why, where it is known.
    case down(String?)

    /// Nothing is known about the node yet.
    case probing

    /// The node is being taken out of service.
    case draining

    /// The node was tried already for this request.
    case excluded

    /// The read asked for another node.
    case notRequested

    /// The server reports another role than the node is configured for.
    case roleMismatch(observed: NodeRole)

    /// The node has weight 0, and another candidate has weight.
    case zeroWeight

    /// The node is the primary, which stands in only when what the read wanted is not eligible.
    case primaryOnlyAsFallback

    /// The reason as the rest of a sentence that begins with the node: "is down (connection refused)".
    public var description: String {
        switch self {
        case .notPrimary: "is not the primary"
        case .down(let reason?): "is down (\(reason))"
        case .down(nil): "is down"
        case .probing: "has not been probed yet"
        case .draining: "is draining"
        case .excluded: "was already tried"
        case .notRequested: "was not requested"
        case .roleMismatch(let observed): "is not in its configured role (seen as \(observed))"
        case .zeroWeight: "has weight 0"
        case .primaryOnlyAsFallback: "serves reads only as a fallback"
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a node could not be chosen. New reasons may be added, so a `switch` over them needs a `default`.
public enum RejectionReason: Sendable, Hashable, CustomStringConvertible {
    /// A write, and the node is not the primary.
    case notPrimary

    /// The node is down, and why, where it is known.
    case down(String?)

    /// The node has come back and not replayed yet what its readers had seen, and how far it has to get, where it is
    /// known.
    case catchingUp(String?)

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

    /// The read prefers other roles.
    case notPreferred(ReadPreference)

    /// The read is pinned to the primary, or belongs there.
    case pinnedToPrimary

    /// The node is further behind than the read allows.
    case tooStale(ReplicationLag)

    /// How far the node is behind is not known, and the read sets a limit.
    case stalenessUnknown

    /// The node lacks tags that the read asks for.
    case tagsDoNotFit

    /// Nearer nodes are eligible.
    case fartherZone(String?)

    /// The node answers too much slower than the fastest.
    case tooSlow(Duration)

    /// The primary has taken over as many reads as it may.
    case spillBudgetSpent

    /// The node was a candidate, and the selector chose none.
    case notSelected

    /// What a filter of your own says, as the rest of a sentence that begins with the node.
    case other(String)

    /// The reason as the rest of a sentence that begins with the node: "is down (connection refused)".
    public var description: String {
        switch self {
        case .notPrimary: "is not the primary"
        case .down(let reason?): "is down (\(reason))"
        case .down(nil): "is down"
        case .catchingUp(let reason): "is \(reason ?? "catching up")"
        case .probing: "has not been probed yet"
        case .draining: "is draining"
        case .excluded: "was already tried"
        case .notRequested: "was not requested"
        case .roleMismatch(let observed): "is not in its configured role (seen as \(observed))"
        case .zeroWeight: "has weight 0"
        case .primaryOnlyAsFallback: "serves reads only as a fallback"
        case .notPreferred(let preference): "has not the role that is wanted (\(preference))"
        case .pinnedToPrimary: "is not the primary, where this read is pinned"
        case .tooStale(let lag): "is too far behind (\(lag))"
        case .stalenessUnknown: "is behind by nobody knows how much"
        case .tagsDoNotFit: "has not the tags that are wanted"
        case .fartherZone(let zone?): "is farther away (zone \(zone))"
        case .fartherZone(nil): "is farther away (in no zone)"
        case .tooSlow(let latency): "answers too slowly (\(latency))"
        case .spillBudgetSpent: "has taken over as many reads as it may"
        case .notSelected: "was not selected"
        case .other(let text): text
        }
    }

    /// The filter of this library that gives this reason.
    public var filter: FilterName {
        switch self {
        case .down, .catchingUp, .probing, .draining, .excluded, .roleMismatch: .health
        case .notPrimary, .zeroWeight, .primaryOnlyAsFallback, .notPreferred: .preference
        case .notRequested: .index
        case .pinnedToPrimary: .pin
        case .tooStale, .stalenessUnknown: .staleness
        case .tagsDoNotFit: .tags
        case .fartherZone: .zone
        case .tooSlow: .latencyWindow
        case .spillBudgetSpent: .spillBudget
        case .notSelected: .selector
        case .other: "other"
        }
    }
}

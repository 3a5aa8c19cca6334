// SPDX-License-Identifier: Apache-2.0

/// What a ``MirrorChain`` chooses among: a mirror of a stack, a whole server, whatever can be probed.
public protocol MirrorCandidate: Sendable {
    /// The type of the id.
    associatedtype ID: Hashable & Comparable & Sendable

    /// What the candidate is known by, unique within a chain. Never its place in a list.
    var id: ID { get }

    /// The place in the order: the lowest is tried first. Ties are broken by the id.
    var position: Int { get }

    /// The name for people.
    var title: String { get }
}

extension MirrorCandidate {
    /// The title and the id, for messages: `"Boston" (3)`.
    public var label: String { "\"\(title)\" (\(id))" }

    /// The candidates in order of position, ties by id.
    static func inOrder(_ candidates: [Self]) throws(MirrorError) -> [Self] {
        var seen: Set<ID> = []
        for candidate in candidates where !seen.insert(candidate.id).inserted {
            throw MirrorError(
                code: .duplicateMirror,
                message: "two mirrors have the id \(candidate.id): valid are ids that differ"
            )
        }
        return candidates.sorted { ($0.position, $0.id) < ($1.position, $1.id) }
    }
}

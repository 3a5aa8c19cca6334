// SPDX-License-Identifier: Apache-2.0

/// Keeps reads on nodes with the tags they ask for: of the request's sets, the first that fits any candidate counts.
///
/// Where none fits, no node is left. It says nothing to a read that asks for one node by its index or name.
public struct TagFilter: ComparingFilter {
    /// Makes a filter.
    public init() {}

    /// `tags`.
    public var name: FilterName { .tags }

    /// Which of the request's sets counts; as many as there are where none fits.
    public func threshold(among candidates: borrowing Candidates) -> Int? {
        let sets = candidates.request.tagSets
        guard !sets.isEmpty, !candidates.isRequestedNode else { return nil }
        for index in sets.indices {
            for position in candidates.pooled where candidates.contains(position) {
                if sets[index].fits(candidates.node(at: position)) { return index }
            }
        }
        return sets.count
    }

    /// That a node lacks tags, nil when it has them.
    public func rejection(
        at position: Int,
        threshold: Int,
        among candidates: borrowing Candidates
    ) -> RejectionReason? {
        let sets = candidates.request.tagSets
        let fits = sets.indices.contains(threshold) && sets[threshold].fits(candidates.node(at: position))
        return fits ? nil : .tagsDoNotFit
    }
}

extension FilterChain.Step {
    /// A ``TagFilter``.
    public static var tags: FilterChain.Step { .comparing(TagFilter(), onlyFor: .tags) }
}

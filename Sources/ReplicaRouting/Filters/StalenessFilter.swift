// SPDX-License-Identifier: Apache-2.0

/// Keeps reads off standbys that are too far behind. The primary, unless it was seen as a standby, is never behind.
///
/// The limit is the request's, or else the filter's. What "behind" means is told at ``StalenessLimit``.
public struct StalenessFilter: ComparingFilter {
    /// The limit of reads that name none. Nil, the default: none.
    public var limit: StalenessLimit?

    /// How many nodes at least are left, where that many are within the ``bound``: those that are least behind stay,
    /// though they are beyond the limit, so that a general lag does not send all reads to the primary. 0, the
    /// default, keeps the limit strictly. Nodes whose lag is not known are never kept by it.
    public var minimumKept: Int

    /// How far behind a node may be that is kept beyond the limit. Nil, the default: any distance.
    public var bound: StalenessLimit?

    /// Makes a filter.
    public init(limit: StalenessLimit? = nil, minimumKept: Int = 0, bound: StalenessLimit? = nil) {
        self.limit = limit
        self.minimumKept = minimumKept
        self.bound = bound
    }

    /// `staleness`.
    public var name: FilterName { .staleness }

    /// The part of the limit, in thousandths, that a node may use: 1,000, or more where nodes are kept beyond it.
    public func threshold(among candidates: borrowing Candidates) -> Int? {
        guard let limit = candidates.request.staleness ?? limit, limit.isLimit else { return nil }
        guard minimumKept > 0, !candidates.isRequestedNode else { return 1_000 }
        return candidates.threshold(keeping: minimumKept, above: 1_000) { position in
            use(of: limit, at: position, candidates)
        }
    }

    /// Why a node is too far behind, nil when it is not.
    public func rejection(
        at position: Int,
        threshold: Int,
        among candidates: borrowing Candidates
    ) -> RejectionReason? {
        guard let limit = candidates.request.staleness ?? limit else { return nil }
        let use = use(of: limit, at: position, candidates) ?? .max
        guard use > threshold || use == .max else { return nil }
        let lag = candidates.status(at: position).lag
        guard let lag, limit.use(by: lag) < .max else { return .stalenessUnknown }
        return .tooStale(lag)
    }

    /// The part of the limit that a node uses; nil where it is unknown, or beyond the limit and the bound.
    private func use(of limit: StalenessLimit, at position: Int, _ candidates: borrowing Candidates) -> Int? {
        let status = candidates.status(at: position)
        guard (status.observedRole ?? candidates.node(at: position).role) == .replica else { return 0 }
        let use = limit.use(by: status.lag)
        guard use < .max else { return nil }
        if use > 1_000, let bound, bound.use(by: status.lag) > 1_000 { return nil }
        return use
    }
}

extension FilterChain.Step {
    /// A ``StalenessFilter``.
    public static func staleness(
        limit: StalenessLimit? = nil,
        minimumKept: Int = 0,
        bound: StalenessLimit? = nil
    ) -> FilterChain.Step {
        .comparing(
            StalenessFilter(limit: limit, minimumKept: minimumKept, bound: bound),
            onlyFor: limit == nil ? .staleness : [],
        )
    }
}

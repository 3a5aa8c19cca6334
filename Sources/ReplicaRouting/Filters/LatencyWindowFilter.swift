// SPDX-License-Identifier: Apache-2.0

/// Keeps reads on the nodes that answer about as fast as the fastest of them, by the latency of their probes
/// (``NodeStatus/latency``). A node whose latency is not known passes.
public struct LatencyWindowFilter: ComparingFilter {
    /// How much slower than the fastest a node may be, for reads that name no window. Nil, the default: any.
    public var window: Duration?

    /// The same for reads that prefer the nearest nodes. Default: 1 ms, within which the nodes of one place are alike
    /// and another region's are not.
    public var nearestWindow: Duration

    /// How many nodes at least are left: the next fastest stay, though they are outside the window. Default: 1.
    public var minimumKept: Int

    /// Makes a filter.
    public init(
        window: Duration? = nil,
        nearestWindow: Duration = .milliseconds(1),
        minimumKept: Int = 1
    ) {
        self.window = window
        self.nearestWindow = nearestWindow
        self.minimumKept = minimumKept
    }

    /// `latencyWindow`.
    public var name: FilterName { .latencyWindow }

    /// The highest latency that is in the window, in nanoseconds.
    public func threshold(among candidates: borrowing Candidates) -> Int? {
        let chosen = candidates.request.latencyWindow ?? window
        guard let window = chosen ?? (candidates.preference == .nearest ? nearestWindow : nil) else { return nil }
        var fastest: Int?
        for position in candidates.pooled where candidates.contains(position) {
            guard let latency = Self.latency(at: position, candidates) else { continue }
            fastest = min(fastest ?? latency, latency)
        }
        guard let fastest else { return nil }
        let (sum, overflows) = fastest.addingReportingOverflow(Int(max(0, window.saturatedNanoseconds)))
        // A node of unknown latency is kept in any case, and counts as one of those that are.
        return candidates.threshold(keeping: minimumKept, above: overflows ? .max : sum) { position in
            Self.latency(at: position, candidates) ?? 0
        }
    }

    /// That a node is too slow, nil when it is not.
    public func rejection(
        at position: Int,
        threshold: Int,
        among candidates: borrowing Candidates
    ) -> RejectionReason? {
        guard let latency = Self.latency(at: position, candidates), latency > threshold else { return nil }
        return .tooSlow(.nanoseconds(latency))
    }

    private static func latency(at position: Int, _ candidates: borrowing Candidates) -> Int? {
        candidates.status(at: position).latency.map { Int($0.saturatedNanoseconds) }
    }
}

extension FilterChain.Step {
    /// A ``LatencyWindowFilter``.
    public static func latencyWindow(
        _ window: Duration? = nil,
        nearest: Duration = .milliseconds(1),
        minimumKept: Int = 1
    ) -> FilterChain.Step {
        .comparing(
            LatencyWindowFilter(window: window, nearestWindow: nearest, minimumKept: minimumKept),
            onlyFor: window == nil ? .latencyWindow : [],
        )
    }
}

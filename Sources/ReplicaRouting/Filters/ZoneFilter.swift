// SPDX-License-Identifier: Apache-2.0

/// Keeps reads near where they come from: in the request's zone while a candidate is there, else in the next tier of
/// zones that has one, at last anywhere. It never rejects all candidates.
public struct ZoneFilter: ComparingFilter {
    /// For each zone the tiers of other zones to go to, the nearest first. Zones that are not listed come last, all
    /// alike, and so do nodes of no zone. Default: none are listed.
    public var neighbours: [String: [Set<String>]]

    /// Makes a filter.
    public init(neighbours: [String: [Set<String>]] = [:]) {
        self.neighbours = neighbours
    }

    /// `zone`.
    public var name: FilterName { .zone }

    /// The nearest tier that has a candidate: 0 is the request's own zone.
    public func threshold(among candidates: borrowing Candidates) -> Int? {
        guard let zone = candidates.request.zone else { return nil }
        var nearest: Int?
        for position in candidates.pooled where candidates.contains(position) {
            let tier = tier(of: candidates.node(at: position).zone, from: zone)
            if tier == 0 { return 0 }
            nearest = min(nearest ?? tier, tier)
        }
        return nearest
    }

    /// That a node is farther away than another candidate, nil when it is not.
    public func rejection(
        at position: Int,
        threshold: Int,
        among candidates: borrowing Candidates
    ) -> RejectionReason? {
        guard let zone = candidates.request.zone else { return nil }
        let other = candidates.node(at: position).zone
        return tier(of: other, from: zone) > threshold ? .fartherZone(other) : nil
    }

    private func tier(of other: String?, from zone: String) -> Int {
        guard let other, other != zone else { return other == nil ? .max : 0 }
        return neighbours[zone]?.firstIndex { $0.contains(other) }.map { $0 + 1 } ?? .max
    }
}

extension FilterChain.Step {
    /// A ``ZoneFilter``.
    public static func zone(neighbours: [String: [Set<String>]] = [:]) -> FilterChain.Step {
        .comparing(ZoneFilter(neighbours: neighbours), onlyFor: .zone)
    }
}

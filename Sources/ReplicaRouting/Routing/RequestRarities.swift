// SPDX-License-Identifier: Apache-2.0

/// What few requests have.
struct RequestRarities: Sendable, Hashable {
    var node: NodeID?
    /// The words of the excluded positions from 64 up.
    var excludedRest: [UInt64] = []
    var staleness: StalenessLimit?
    var tagSets: [TagSet] = []
    var zone: String?
    var latencyWindow: Duration?

    var concerns: FilterConcerns {
        var concerns: FilterConcerns = []
        if staleness != nil { concerns.insert(.staleness) }
        if !tagSets.isEmpty { concerns.insert(.tags) }
        if zone != nil { concerns.insert(.zone) }
        if latencyWindow != nil { concerns.insert(.latencyWindow) }
        return concerns
    }

    /// Holds them in one reference. It is equal to another that holds equal ones.
    final class Box: Sendable, Hashable {
        let rarities: RequestRarities
        let concerns: FilterConcerns

        init(_ rarities: RequestRarities) {
            self.rarities = rarities
            concerns = rarities.concerns
        }

        static func == (left: Box, right: Box) -> Bool { left.rarities == right.rarities }

        func hash(into hasher: inout Hasher) { hasher.combine(rarities) }
    }
}

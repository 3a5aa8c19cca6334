// SPDX-License-Identifier: Apache-2.0

/// A client and how many connections it has.
struct Lane: Hashable, Sendable {
    let client: ClientKind
    let connections: Int
}

/// Clients that run one after the other in each round, so that their ratios can be taken round by round.
struct LaneGroup: Sendable {
    let benchmark: BenchmarkCase
    var lanes: [Lane]

    /// The lanes in the order of a round: each round begins with another one, so that none profits from its place.
    func order(inRound round: Int) -> [Lane] {
        guard !lanes.isEmpty else { return [] }
        let first = round % lanes.count
        return Array(lanes[first...] + lanes[..<first])
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What the clients of a group have reported, round by round.
struct GroupResult: Sendable {
    let group: LaneGroup
    var rounds: [[Lane: SliceReport]] = []

    /// The median over the rounds of what `value` takes from a lane's report; `nil` where no round has one.
    func median(_ lane: Lane, _ value: (SliceReport) -> Double?) -> Double? {
        rounds.compactMap { $0[lane].flatMap(value) }.median
    }

    /// The median over the rounds of the lane's throughput over that of another client of the group in the same round.
    func ratio(_ lane: Lane, to client: ClientKind) -> Double? {
        guard let other = group.lanes.first(where: { $0.client == client }) else { return nil }
        return rounds.compactMap { reports -> Double? in
            guard let own = reports[lane]?.perSecond, let base = reports[other]?.perSecond, base > 0 else { return nil }
            return own / base
        }.median
    }
}

extension [Double] {
    /// The middle one; of an even count, the mean of the two in the middle; `nil` of none.
    var median: Double? {
        guard !isEmpty else { return nil }
        let ordered = sorted()
        let middle = count / 2
        return count.isMultiple(of: 2) ? (ordered[middle - 1] + ordered[middle]) / 2 : ordered[middle]
    }
}

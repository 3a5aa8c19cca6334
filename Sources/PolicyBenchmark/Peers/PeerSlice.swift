// SPDX-License-Identifier: Apache-2.0

/// What one peer did in one round.
struct PeerSlice: Sendable {
    let perSecond: Double
    /// In microseconds.
    let median: Double
    /// In microseconds.
    let percentile99: Double
    let failed: Int
    /// Microseconds for a read, of the client.
    let clientTime: Double
    /// Microseconds for a read, of the program between; `nil` where the system does not say.
    let peerTime: Double?

    /// Of everything but PostgreSQL.
    var time: Double? { peerTime.map { $0 + clientTime } }

    /// `nil` where no read succeeded.
    init?(_ outcome: PeerLoad.Outcome, seconds: Double, peerTime: UInt64?) {
        let times = outcome.times.sorted()
        guard !times.isEmpty else { return nil }
        func quantile(_ part: Double) -> Double {
            let rank = Int((part * Double(times.count)).rounded(.up))
            return Double(times[min(max(rank, 1), times.count) - 1]) / 1e3
        }
        perSecond = Double(times.count) / seconds
        median = quantile(0.5)
        percentile99 = quantile(0.99)
        failed = outcome.failed
        clientTime = Double(outcome.processorTime) / 1e3 / Double(times.count)
        self.peerTime = peerTime.map { Double($0) / 1e3 / Double(times.count) }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What one round has measured, before it is counted.
struct RoundMeasurement: Sendable {
    let seed: UInt64
    let seconds: Double
    /// The nodes of the cluster, the primary first.
    let names: [String]
    let weights: [Double]
    let logs: [ClientLog]
    let retries: Int
    /// Of this process, in nanoseconds.
    let processorTime: UInt64
    let fault: Fault.Times?
    let isDeadly: Bool
    let changes: [NodeWatch.Change]

    /// The reads that began while it was measured.
    var reads: [ReadSample] {
        let end = Int32(seconds * 1e6)
        return logs.flatMap(\.samples).filter { $0.began >= 0 && $0.began < end }
    }

    var writes: Int { logs.reduce(0) { $0 + $1.writes } }
    var failedWrites: Int { logs.reduce(0) { $0 + $1.failedWrites } }
    var firstFailure: String? { logs.lazy.compactMap(\.firstFailure).first }
}

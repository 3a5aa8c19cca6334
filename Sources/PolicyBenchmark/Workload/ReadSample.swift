// SPDX-License-Identifier: Apache-2.0

/// A read of a client, from its start to its end.
struct ReadSample: Sendable {
    /// Since the round began to be measured, in microseconds; below 0 in the run-up.
    let began: Int32
    /// In microseconds.
    let took: UInt32
    /// The position of the node that answered; `nil` where none did.
    let node: UInt8?
    /// Whether it missed a write of its client that had been acknowledged before.
    let isStale: Bool
}

/// What a client has seen.
struct ClientLog: Sendable {
    var samples: [ReadSample] = []
    /// Acknowledged, in the measured time.
    var writes = 0
    var failedWrites = 0
    /// The text of the first failure of a read.
    var firstFailure: String?

    /// The most samples of a client in a round, so that memory stays bounded.
    static let mostSamples = 1_000_000
}

// SPDX-License-Identifier: Apache-2.0

/// What a demo has found: the object that `--json` prints.
struct DemoReport: Encodable, Equatable {
    /// One phase, with what every node did in it.
    struct Phase: Encodable, Equatable {
        let name: String
        let seconds: Double
        let nodes: [Node]
        let reads: Int
        let writes: Int
        let failedReads: Int
        let failedWrites: Int

        enum CodingKeys: String, CodingKey {
            case name, seconds, nodes, reads, writes
            case failedReads = "failed_reads"
            case failedWrites = "failed_writes"
        }
    }

    /// One node in a phase.
    struct Node: Encodable, Equatable {
        let name: String
        let role: String
        let weight: Double
        let reads: Int
        /// The part of the phase's reads, 0 to 1.
        let share: Double
        /// What ``share`` should be: the node's weight over the weights of the nodes that are up in the phase. The
        /// killed replica counts as up again in the whole of the phase in which it is started.
        let expectedShare: Double
        /// Medians and 99th percentiles of a read as its caller sees it, retries included, in microseconds; `nil` where
        /// there was none.
        let median: UInt64?
        let percentile99: UInt64?

        enum CodingKeys: String, CodingKey {
            case name, role, weight, reads, share
            case expectedShare = "expected_share"
            case median = "p50_us"
            case percentile99 = "p99_us"
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(name, forKey: .name)
            try container.encode(role, forKey: .role)
            try container.encode(weight, forKey: .weight)
            try container.encode(reads, forKey: .reads)
            try container.encode(Figures.rounded(share), forKey: .share)
            try container.encode(Figures.rounded(expectedShare), forKey: .expectedShare)
            // Not encodeIfPresent: the keys are always there.
            try container.encode(median, forKey: .median)
            try container.encode(percentile99, forKey: .percentile99)
        }
    }

    let phases: [Phase]
    /// Acknowledged writes that at least one node lacked in the end.
    let lostWrites: Int
    /// How many times a read was tried again on another node.
    let readRetries: Int
    /// Whether there is no reason against it; see ``DemoVerdict``.
    let ok: Bool

    enum CodingKeys: String, CodingKey {
        case phases
        case lostWrites = "lost_writes"
        case readRetries = "read_retries"
        case ok
    }

    init(_ findings: DemoFindings) {
        phases = findings.phases
        lostWrites = findings.replication.lostWrites
        readRetries = findings.readRetries
        ok = DemoVerdict.reasons(against: findings).isEmpty
    }
}

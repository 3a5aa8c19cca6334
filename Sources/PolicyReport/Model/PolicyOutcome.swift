// SPDX-License-Identifier: Apache-2.0

/// What one policy did in a scenario, in each of its rounds.
public struct PolicyOutcome: Sendable, Hashable, Codable {
    /// The name of the policy.
    public var policy: String

    /// The rounds that were run to their end.
    public var rounds: [Round]

    /// Makes an outcome.
    public init(policy: String, rounds: [Round] = []) {
        self.policy = policy
        self.rounds = rounds
    }

    /// What a quantity was over the rounds; nil where no round measured it.
    public func spread(of quantity: (Round) -> Double?) -> Spread? { Spread(rounds.compactMap(quantity)) }
}

/// One run of one policy.
public struct Round: Sendable, Hashable, Codable {
    /// The seed of its random numbers, nil where there was none.
    public var seed: UInt64?

    /// The reads that were asked for.
    public var reads = 0

    /// The reads that failed, those whose caller gave up among them.
    public var failedReads = 0

    /// Those among them whose caller gave up.
    public var timedOutReads = 0

    /// The reads that were sent again to another node.
    public var retries = 0

    /// The reads that missed a write of the same client that had been acknowledged before.
    public var staleReads: Int?

    /// The reads answered within the scenario's goal.
    public var readsInTime: Int?

    /// Answered reads in a second.
    public var throughput = 0.0

    /// Time of a read that half of them did not exceed.
    public var p50 = 0.0
    /// Time of a read that 90 % of them did not exceed.
    public var p90 = 0.0
    /// Time of a read that 99 % of them did not exceed.
    public var p99 = 0.0
    /// Time of a read that 99.9 % of them did not exceed.
    public var p999 = 0.0
    /// The longest time of a read.
    public var longest = 0.0

    /// The part of the reads that the primary got.
    public var primaryShareOfReads: Double?

    /// The part of all reads and writes that the primary got.
    public var primaryShareOfLoad: Double?

    /// The processor time of the client for a read, in microseconds; real ground only.
    public var clientMicrosecondsPerRead: Double?

    /// What each node, or group of nodes, got.
    public var nodes: [NodeShare] = []

    /// For each fault of the scenario, how soon it was noticed.
    public var faults: [FaultTimes] = []

    /// The course of the round, where it is kept: one round of each policy is enough.
    public var timeline: RoundTimeline?

    /// Makes a round in which nothing was measured.
    public init() {}

    /// The part of the reads that failed.
    public var failedShare: Double { reads == 0 ? 0 : Double(failedReads) / Double(reads) }

    /// The part of the reads that were stale.
    public var staleShare: Double? { staleReads.map { reads == 0 ? 0 : Double($0) / Double(reads) } }

    /// The part of the reads that were answered in time.
    public var partInTime: Double? { readsInTime.map { reads == 0 ? 1 : Double($0) / Double(reads) } }
}

/// The reads that a node got, or some nodes together.
public struct NodeShare: Sendable, Hashable, Codable {
    /// The name of the node, or of the group.
    public var name: String
    /// How many nodes these are.
    public var count: Int
    /// The weight of all of them.
    public var weight: Double
    /// The reads that all of them got.
    public var reads: Int
    /// The reads of the one that got least.
    public var leastReads: Int
    /// The reads of the one that got most.
    public var mostReads: Int

    /// Makes a share.
    public init(name: String, count: Int = 1, weight: Double, reads: Int, leastReads: Int? = nil, mostReads: Int? = nil)
    {
        self.name = name
        self.count = count
        self.weight = weight
        self.reads = reads
        self.leastReads = leastReads ?? reads
        self.mostReads = mostReads ?? reads
    }
}

/// How soon a fault was noticed, and its end: a time for each node and client process.
public struct FaultTimes: Sendable, Hashable, Codable {
    /// From its start until the node was taken out.
    public var toNotice: [Double]
    /// From its end until the node was taken back.
    public var toTakeBack: [Double]

    /// Makes times.
    public init(toNotice: [Double], toTakeBack: [Double]) {
        self.toNotice = toNotice
        self.toTakeBack = toTakeBack
    }
}

/// The course of a round in slices of equal length.
public struct RoundTimeline: Sendable, Hashable, Codable {
    /// The length of a slice in seconds.
    public var slice: Double
    /// The nodes that are told apart.
    public var nodes: [String]
    /// For each of them the reads that it got in each slice.
    public var reads: [[Int]]
    /// The reads that all other nodes got, and how many nodes these are.
    public var otherReads: [Int]
    /// How many nodes are not told apart.
    public var otherNodes: Int
    /// The reads that failed in each slice.
    public var failedReads: [Int]
    /// The time that 99 % of the reads of each slice did not exceed, 0 where there was none.
    public var p99: [Double]

    /// Makes a timeline.
    public init(
        slice: Double,
        nodes: [String],
        reads: [[Int]],
        otherReads: [Int],
        otherNodes: Int,
        failedReads: [Int],
        p99: [Double]
    ) {
        self.slice = slice
        self.nodes = nodes
        self.reads = reads
        self.otherReads = otherReads
        self.otherNodes = otherNodes
        self.failedReads = failedReads
        self.p99 = p99
    }
}

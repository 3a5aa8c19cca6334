// SPDX-License-Identifier: Apache-2.0

/// What came out of one run: the same scenario, policy and seed give the same result, to the last bit.
///
/// Times are in whole nanoseconds. Requests that came in before the end of the warm-up are not counted.
public struct SimulationResult: Sendable, Hashable, Codable {
    /// The name of the scenario.
    public var scenario = ""

    /// The name of the policy.
    public var policy = ""

    /// The seed of the random numbers.
    public var seed: UInt64 = 0

    /// The reads that came in; of a request with a fan-out each part is one.
    public var reads = Outcomes()

    /// The writes that came in.
    public var writes = Outcomes()

    /// Reads that were answered within the goal of the scenario.
    public var readsInTime = 0

    /// Reads that were sent again, to another node.
    public var retries = 0

    /// Reads that were answered by a replica that had not replayed a write of the same session, acknowledged before the
    /// read began.
    public var staleReads = 0

    /// Reads that were sent to the primary because their session had just written.
    public var pinnedReads = 0

    /// How long reads took that were answered.
    public var readLatency = Latency()

    /// How long writes took that were acknowledged.
    public var writeLatency = Latency()

    /// How long whole requests took, of which each has as many reads as the fan-out says, and all were answered; nil
    /// without a fan-out.
    public var wholeLatency: Latency?

    /// The mean time in the queue of a node.
    public var meanWait = 0.0

    /// The nodes, in their order.
    public var nodes: [NodeResult] = []

    /// The part of the reads that were sent to the primary of the time, 0 to 1.
    public var primaryShareOfReads = 0.0

    /// The part of the work, reads and writes by their number, that was sent to the primary of the time, 0 to 1.
    public var primaryShareOfLoad = 0.0

    /// The faults, in their order.
    public var faults: [FaultResult] = []

    /// What happened when.
    public var timeline = Timeline()

    /// The events that were simulated.
    public var events = 0

    /// The time in which requests came in and were counted, in nanoseconds: the duration without the warm-up.
    public var measuredTime: Int64 = 0

    /// The time that was simulated, in nanoseconds.
    public var simulatedTime: Int64 = 0

    /// The part of the reads that were answered within the goal of the scenario, 0 to 1; 1 where none came in.
    public var partInTime: Double { reads.count == 0 ? 1 : Double(readsInTime) / Double(reads.count) }

    /// How requests ended.
    public struct Outcomes: Sendable, Hashable, Codable {
        /// All that came in.
        public var count = 0
        /// Those that were answered.
        public var succeeded = 0
        /// Those that failed, time-outs apart.
        public var failed = 0
        /// Those whose caller gave up.
        public var timedOut = 0
        /// Those that had not ended when the run did.
        public var unfinished: Int { count - succeeded - failed - timedOut }
        /// The part that was answered, 0 to 1; 1 where nothing came in.
        public var successRate: Double { count == 0 ? 1 : Double(succeeded) / Double(count) }
    }

    /// A distribution of latencies in nanoseconds; all 0 where there was none.
    public struct Latency: Sendable, Hashable, Codable {
        /// How many.
        public var count = 0
        /// The mean.
        public var mean = 0.0
        /// What half of them do not exceed.
        public var p50: Int64 = 0
        /// What 90 % of them do not exceed.
        public var p90: Int64 = 0
        /// What 99 % of them do not exceed.
        public var p99: Int64 = 0
        /// What 99.9 % of them do not exceed.
        public var p999: Int64 = 0
        /// The greatest.
        public var max: Int64 = 0
    }

    /// What one node did.
    public struct NodeResult: Sendable, Hashable, Codable {
        /// Its name.
        public var name: String
        /// Its weight at the start.
        public var weight: Double
        /// Whether it was the primary at the start.
        public var isPrimary: Bool
        /// The reads that were sent to it, retries among them.
        public var reads: Int
        /// The writes that were sent to it.
        public var writes: Int
        /// The most requests that it held at once, waiting and being worked on.
        public var mostAtOnce: Int
    }

    /// How soon a fault was noticed, and its end: one number for each node and client process, in nanoseconds.
    public struct FaultResult: Sendable, Hashable, Codable {
        /// The kind of fault.
        public var kind: String
        /// The fault in a few words.
        public var label: String
        /// The nodes it concerned.
        public var nodes: [String]
        /// When it started.
        public var start: Int64
        /// When it ended.
        public var end: Int64
        /// The times from its start until a process ejected a node, in the order of happening.
        public var timesToNotice: [Int64]
        /// The times from its end until a process took a node back, in the order of happening.
        public var timesToTakeBack: [Int64]
    }

    /// The course of a run, in slices of equal length, with its warm-up.
    public struct Timeline: Sendable, Hashable, Codable {
        /// The length of a slice in nanoseconds.
        public var slice: Int64 = 0
        /// The nodes that are followed: those that something happens to, and the primary; or all where they are few.
        public var nodes: [String] = []
        /// For each of ``nodes`` the reads that were sent to it in each slice.
        public var reads: [[Int]] = []
        /// The reads that were sent in each slice to all other nodes together, and how many nodes these are.
        public var otherReads: [Int] = []
        /// How many nodes are not followed one by one.
        public var otherNodes = 0
        /// The reads that came in and failed or timed out, by the slice in which they did.
        public var failedReads: [Int] = []
        /// The stale reads, by the slice in which they were answered.
        public var staleReads: [Int] = []
        /// The latency that 99 % of the reads answered in each slice did not exceed, 0 where there were none.
        public var p99: [Int64] = []
    }
}

extension SimulationResult.Latency {
    init(_ histogram: LatencyHistogram) {
        count = histogram.count
        mean = histogram.mean
        p50 = histogram.quantile(0.5) ?? 0
        p90 = histogram.quantile(0.9) ?? 0
        p99 = histogram.quantile(0.99) ?? 0
        p999 = histogram.quantile(0.999) ?? 0
        max = histogram.greatest
    }
}

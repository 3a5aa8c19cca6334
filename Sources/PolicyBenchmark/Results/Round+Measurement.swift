// SPDX-License-Identifier: Apache-2.0

import PolicyReport

extension Round {
    /// What counts as answered in time, in milliseconds.
    static let goal = 20.0

    /// The figures of a round that was measured on real servers.
    init(_ measurement: RoundMeasurement, keepsTimeline: Bool) {
        self.init()
        let samples = measurement.reads
        let answered = samples.filter { $0.node != nil }
        let times = answered.map(\.took).sorted()
        func quantile(_ part: Double) -> Double { Self.quantile(part, of: times) }
        seed = measurement.seed
        reads = samples.count
        failedReads = samples.count - answered.count
        retries = measurement.retries
        staleReads = answered.count { $0.isStale }
        readsInTime = times.count { Double($0) <= Self.goal * 1000 }
        throughput = Double(answered.count) / measurement.seconds
        (p50, p90, p99, p999) = (quantile(0.5), quantile(0.9), quantile(0.99), quantile(0.999))
        longest = quantile(1)
        let counts = measurement.names.indices.map { node in answered.count { Int($0.node ?? .max) == node } }
        nodes = measurement.names.indices.map { node in
            NodeShare(name: measurement.names[node], weight: measurement.weights[node], reads: counts[node])
        }
        if let primary = counts.first, !answered.isEmpty {
            primaryShareOfReads = Double(primary) / Double(answered.count)
            primaryShareOfLoad =
                Double(primary + measurement.writes) / Double(answered.count + measurement.writes)
            clientMicrosecondsPerRead = Double(measurement.processorTime) / 1e3 / Double(answered.count)
        }
        if let fault = measurement.fault { faults = [FaultTimes(fault, measurement)] }
        if keepsTimeline { timeline = RoundTimeline(measurement, samples) }
    }

    /// The nearest rank, in milliseconds; 0 where there is nothing.
    static func quantile(_ part: Double, of sorted: [UInt32]) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let rank = Int((part * Double(sorted.count)).rounded(.up))
        return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1000
    }
}

extension FaultTimes {
    /// Empty for a fault that does not kill: there is nothing to notice.
    fileprivate init(_ fault: Fault.Times, _ measurement: RoundMeasurement) {
        self.init(toNotice: [], toTakeBack: [])
        guard measurement.isDeadly else { return }
        guard let out = measurement.changes.first(where: { !$0.isUp && $0.at >= fault.began }) else { return }
        toNotice = [fault.began.duration(to: out.at) / .milliseconds(1)]
        guard let back = measurement.changes.last(where: { $0.isUp && $0.at >= out.at }) else { return }
        // A server takes connections a moment before the call that started it returns.
        toTakeBack = [max(0, fault.ended.duration(to: back.at) / .milliseconds(1))]
    }
}

extension RoundTimeline {
    private static let slices = 40

    /// Reads stand where they ended, so that those that hang are seen to be missing.
    fileprivate init(_ measurement: RoundMeasurement, _ samples: [ReadSample]) {
        let count = Self.slices
        let slice = measurement.seconds / Double(count)
        var reads = measurement.names.map { _ in Array(repeating: 0, count: count) }
        var failed = Array(repeating: 0, count: count)
        var times = Array(repeating: [UInt32](), count: count)
        for sample in samples {
            let index = Int((Double(sample.began) + Double(sample.took)) / 1e6 / slice)
            guard index < count else { continue }
            if let node = sample.node, Int(node) < reads.count {
                reads[Int(node)][index] += 1
                times[index].append(sample.took)
            } else {
                failed[index] += 1
            }
        }
        self.init(
            slice: slice,
            nodes: measurement.names,
            reads: reads,
            otherReads: Array(repeating: 0, count: count),
            otherNodes: 0,
            failedReads: failed,
            p99: times.map { Round.quantile(0.99, of: $0.sorted()) }
        )
    }
}

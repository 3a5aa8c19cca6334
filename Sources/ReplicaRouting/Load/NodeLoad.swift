// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What a node is doing right now: how many requests are under way on it, and how fast it has been answering.
///
/// It is the live part of a ``Topology``, kept by whoever sends the requests, without a lock:
///
/// ```swift
/// let load = topology.loads[position]
/// load.begin()
/// // ... the request runs ...
/// load.end(.succeeded, after: elapsed, at: now)
/// ```
///
/// The latency is a peak-sensitive moving average: a sample above it replaces it at once, one below it draws it down
/// in the course of ``Settings/decay``. So a node that gets slow is noticed after one answer and forgiven slowly.
/// Source: the peak-EWMA balancer of Finagle (Twitter, 2015). A failure counts as a slow answer, of at least
/// ``Settings/errorPenalty``: a node that fails fast must not look fast.
public final class NodeLoad: Sendable {
    /// How the average behaves.
    public struct Settings: Sendable, Hashable {
        /// The time in which the weight of what was falls to about a third (1/e). Default: 10 s. Below 1 ms counts
        /// as 1 ms.
        public var decay: Duration

        /// What a failed request counts as at least. Default: 1 s.
        public var errorPenalty: Duration

        /// Makes settings.
        public init(decay: Duration = .seconds(10), errorPenalty: Duration = .seconds(1)) {
            self.decay = decay
            self.errorPenalty = errorPenalty
        }
    }

    /// How a request ended.
    public enum Outcome: Sendable, Hashable {
        /// The node answered.
        case succeeded

        /// The node failed: the time until then says nothing of how fast it is.
        case failed

        /// The caller gave up, for reasons of its own: nothing is learned of the node.
        case abandoned
    }

    /// How the average behaves.
    public let settings: Settings
    private let decay: Float
    private let underWay = Atomic<Int>(0)

    /// The average and when it was made, in one word so that they change together; see ``LatencySample``.
    private let sample = Atomic<UInt64>(LatencySample.none.word)

    /// Makes the load of a node that does nothing and that nothing is known of.
    public init(_ settings: Settings = Settings()) {
        self.settings = settings
        decay = Float(max(settings.decay.saturatedNanoseconds, 1_000_000))
    }

    /// The requests under way.
    @inline(__always)
    public var inFlight: Int { max(0, underWay.load(ordering: .relaxed)) }

    /// The average latency as of its latest sample, nil when there was none.
    public var latency: Duration? {
        let sample = LatencySample(word: sample.load(ordering: .relaxed))
        return sample.isKnown ? .nanoseconds(Int64(sample.nanoseconds)) : nil
    }

    /// A request starts.
    public func begin() { underWay.wrappingAdd(1, ordering: .relaxed) }

    /// A request that ``begin()`` counted has ended.
    ///
    /// - Parameters:
    ///   - outcome: How.
    ///   - elapsed: The time it took.
    ///   - now: The moment of its end.
    public func end(_ outcome: Outcome, after elapsed: Duration, at now: RoutingInstant) {
        end(outcome, afterNanoseconds: elapsed.saturatedNanoseconds, at: now)
    }

    private func end(_ outcome: Outcome, afterNanoseconds elapsed: Int64, at now: RoutingInstant) {
        underWay.wrappingSubtract(1, ordering: .relaxed)
        switch outcome {
        case .succeeded: record(nanoseconds: elapsed, at: now)
        case .failed: record(nanoseconds: max(elapsed, settings.errorPenalty.saturatedNanoseconds), at: now)
        case .abandoned: break
        }
    }

    /// As ``end(_:after:at:)``, for a request that began at an instant.
    package func end(_ outcome: Outcome, since start: RoutingInstant, at now: RoutingInstant) {
        // Reading `Duration` costs more than the rest.
        let elapsed = now.nanoseconds.subtractingReportingOverflow(start.nanoseconds)
        end(outcome, afterNanoseconds: elapsed.overflow ? .max : elapsed.partialValue, at: now)
    }

    /// Forgets the latency: the node is not the one it was, as after a time in which it was down. Until something is known
    /// again, an idle node counts as free, so that it gets its share of the next requests at once.
    public func forget() { sample.store(LatencySample.none.word, ordering: .relaxed) }

    /// Takes in the latency of something that was not counted by ``begin()``, such as a probe.
    public func record(_ latency: Duration, at now: RoutingInstant) {
        record(nanoseconds: latency.saturatedNanoseconds, at: now)
    }

    private func record(nanoseconds latency: Int64, at now: RoutingInstant) {
        // At least 1 ns and at most an hour: 0 stands for "unknown".
        let nanoseconds = Float(min(max(latency, 1), 3_600_000_000_000))
        var word = sample.load(ordering: .relaxed)
        while true {
            let next = LatencySample(word: word).taking(nanoseconds, at: now, decay: decay).word
            let (exchanged, original) = sample.weakCompareExchange(expected: word, desired: next, ordering: .relaxed)
            if exchanged { return }
            word = original
        }
    }

    /// What another request would cost here, in nanoseconds of waiting: the latency, which fades while nothing is
    /// heard of the node, times the requests under way and the new one.
    ///
    /// A node without a sample costs nothing while it is idle, so that it gets its first request, and the error
    /// penalty for each request while that one is under way.
    @inline(__always)
    public func cost(at now: RoutingInstant) -> Double {
        let sample = LatencySample(word: sample.load(ordering: .relaxed))
        let inFlight = self.inFlight
        guard sample.isKnown else {
            return inFlight == 0 ? 0 : Double(settings.errorPenalty.saturatedNanoseconds) * Double(inFlight + 1)
        }
        return Double(sample.faded(at: now, decay: decay)) * Double(inFlight + 1)
    }
}

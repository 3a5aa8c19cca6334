// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// How long a node works on a request, apart from its waiting: a distribution.
public struct ServiceTime: Sendable, Hashable {
    enum Shape: Sendable, Hashable {
        case constant(Duration)
        case exponential(mean: Duration)
        case logNormal(median: Duration, sigma: Double)
        case bimodal(fast: Duration, slow: Duration, slowShare: Double)
    }

    let shape: Shape

    /// Always the same time.
    public static func constant(_ time: Duration) -> ServiceTime { ServiceTime(shape: .constant(time)) }

    /// Exponentially distributed times, as in the textbook queues.
    public static func exponential(mean: Duration) -> ServiceTime { ServiceTime(shape: .exponential(mean: mean)) }

    /// Times whose logarithms are normally distributed: most near the median and a long tail above it.
    ///
    /// - Parameter sigma: The standard deviation of the natural logarithm: with 0.5 one time in forty-four is above 2.7
    ///   times the median.
    public static func logNormal(median: Duration, sigma: Double) -> ServiceTime {
        ServiceTime(shape: .logNormal(median: median, sigma: sigma))
    }

    /// One of two times.
    ///
    /// - Parameter slowShare: How many are slow, 0 to 1.
    public static func bimodal(fast: Duration, slow: Duration, slowShare: Double) -> ServiceTime {
        ServiceTime(shape: .bimodal(fast: fast, slow: slow, slowShare: slowShare))
    }

    /// The mean in seconds.
    var mean: Double {
        switch shape {
        case .constant(let time), .exponential(mean: let time):
            time.inSeconds
        case .logNormal(let median, let sigma):
            median.inSeconds * ElementaryFunctions.exp(sigma * sigma / 2)
        case .bimodal(let fast, let slow, let share):
            fast.inSeconds * (1 - share) + slow.inSeconds * share
        }
    }
}

/// A distribution made ready to draw from: in nanoseconds.
struct ServiceSampler {
    private enum Shape {
        case constant(Double)
        case exponential(mean: Double)
        case logNormal(median: Double, sigma: Double)
        case bimodal(fast: Double, slow: Double, slowShare: Double)
    }

    private let shape: Shape

    init(_ time: ServiceTime) {
        shape =
            switch time.shape {
            case .constant(let time): .constant(time.inSeconds * 1e9)
            case .exponential(let mean): .exponential(mean: mean.inSeconds * 1e9)
            case .logNormal(let median, let sigma): .logNormal(median: median.inSeconds * 1e9, sigma: sigma)
            case .bimodal(let fast, let slow, let share):
                .bimodal(fast: fast.inSeconds * 1e9, slow: slow.inSeconds * 1e9, slowShare: share)
            }
    }

    /// The time of a request, which follows from the request's own random number: it is as long under every policy.
    @inline(__always)
    func sample(_ work: UInt64) -> Double {
        if case .constant(let time) = shape { return time }
        var generator = RoutingGenerator(seed: work)
        switch shape {
        case .constant(let time): return time
        case .exponential(let mean): return mean * generator.exponential()
        case .logNormal(let median, let sigma): return median * ElementaryFunctions.exp(sigma * generator.normal())
        case .bimodal(let fast, let slow, let slowShare): return generator.unit() <= slowShare ? slow : fast
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// How long to wait before a node that failed is probed again: longer after each failure, up to a limit, and
/// spread out so that many clients do not all come back at the same moment.
public struct Backoff: Sendable, Hashable {
    /// The wait after the first failure. Default: 100 ms.
    public let initial: Duration

    /// What the wait is multiplied by for each further failure. Default: 2.
    public let multiplier: Double

    /// The longest wait before jitter. Default: 5 s.
    public let maximum: Duration

    /// How far a wait may be off, as a part of it, in either direction: 0.2 means within 20 %. Default: 0.2.
    public let jitter: Double

    /// The defaults: 100 ms, doubled up to 5 s, give or take 20 %.
    public init() {
        initial = .milliseconds(100)
        multiplier = 2
        maximum = .seconds(5)
        jitter = 0.2
    }

    /// Makes a backoff.
    ///
    /// - Throws: ``RoutingError`` with the code ``RoutingError/Code/invalidBackoff`` unless `initial` is above 0,
    ///   `multiplier` is finite and at least 1, `maximum` is at least `initial` and at most a day, and `jitter` is
    ///   at least 0 and below 1.
    public init(
        initial: Duration = .milliseconds(100),
        multiplier: Double = 2,
        maximum: Duration = .seconds(5),
        jitter: Double = 0.2
    ) throws(RoutingError) {
        guard initial > .zero else {
            throw Self.invalid("initial delay", initial, valid: "more than 0 seconds")
        }
        guard multiplier.isFinite, multiplier >= 1 else {
            throw Self.invalid("multiplier", multiplier, valid: "a finite number of at least 1")
        }
        guard maximum >= initial, maximum <= Self.longestMaximum else {
            throw Self.invalid(
                "maximum delay",
                maximum,
                valid: "at least the initial delay (\(initial)) and at most \(Self.longestMaximum)",
            )
        }
        guard jitter >= 0, jitter < 1 else {
            throw Self.invalid("jitter", jitter, valid: "at least 0 and below 1")
        }
        self.initial = initial
        self.multiplier = multiplier
        self.maximum = maximum
        self.jitter = jitter
    }

    /// The wait after so many failures in a row: `initial * multiplier^(failures - 1)`, at most `maximum`, and
    /// then off by a random part of up to `jitter` in either direction.
    ///
    /// Fewer than one failure count as one. It never overflows, however many failures there are.
    public func delay(afterFailures failures: Int, using generator: inout RoutingGenerator) -> Duration {
        let growth = Self.power(multiplier, max(failures, 1) - 1)
        let base = min(maximum.inSeconds, initial.inSeconds * growth)
        return .seconds(base * (1 + jitter * (2 * generator.nextUnit() - 1)))
    }

    private static var longestMaximum: Duration { .seconds(86_400) }

    /// A power by repeated squaring: 63 steps at most. Too great a power is infinite, which the maximum then caps.
    private static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }

    private static func invalid(_ name: String, _ value: some Any, valid: String) -> RoutingError {
        RoutingError(code: .invalidBackoff, message: "the \(name) of the backoff is \(value): valid is \(valid)")
    }
}

extension Duration {
    /// The duration in seconds. For durations of up to a day only: far longer ones trap.
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

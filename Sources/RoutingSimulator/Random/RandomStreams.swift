// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// The random numbers of a run, one stream for each concern: whatever a policy does, requests come at the same times, from
/// the same sessions, and are as long.
struct RandomStreams {
    /// When requests come.
    var arrivals: RoutingGenerator

    /// Who sends them, whether they write, and how much work they are.
    var requests: RoutingGenerator

    /// The jitter of probes and of their backoff.
    var probes: RoutingGenerator

    private let seed: UInt64

    init(seed: UInt64) {
        self.seed = seed
        arrivals = Self.stream(0, of: seed)
        requests = Self.stream(1, of: seed)
        probes = Self.stream(2, of: seed)
    }

    /// The stream that the router of a client process draws from.
    func decisions(of instance: Int) -> RoutingGenerator {
        Self.stream(1000 + UInt64(truncatingIfNeeded: instance), of: seed)
    }

    private static func stream(_ number: UInt64, of seed: UInt64) -> RoutingGenerator {
        var seeds = RoutingGenerator(seed: seed)
        return RoutingGenerator(seed: seeds.next() ^ (number &* 0xD1B5_4A32_D192_ED03))
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PGRouting
import ReplicaRouting

/// A policy that is compared; its name is the one that the simulator has for it.
enum PolicyKind: String, CaseIterable, Sendable, ExpressibleByArgument {
    case weighted
    case roundRobin
    case smoothWeighted
    case leastOutstanding
    case peakEWMA
    /// Drawn at random, each node as likely as the others.
    case random
    /// All reads to the primary: what there is without this library.
    case primaryOnly

    /// Those that are compared unless others are asked for.
    static let usual: [PolicyKind] = [.weighted, .roundRobin, .smoothWeighted, .leastOutstanding, .peakEWMA]

    /// The policy with the library's defaults.
    func policy(primaryWeight weight: Double) -> PGReadPolicy {
        switch self {
        case .weighted: .weighted(primary: weight)
        case .roundRobin: .roundRobin(primary: weight)
        case .smoothWeighted: .smoothWeighted(primary: weight)
        case .leastOutstanding: .leastOutstanding(primary: weight)
        case .peakEWMA: .peakEWMA(primary: weight)
        case .random: .custom(RandomRouter(), primaryWeight: weight)
        case .primaryOnly:
            .custom(
                WeightedPrimaryReplicaRouter(policy: RoutingPolicy(preference: .primary)),
                primaryWeight: weight
            )
        }
    }
}

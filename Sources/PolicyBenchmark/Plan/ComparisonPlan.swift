// SPDX-License-Identifier: Apache-2.0

/// What is run: the order of rounds, and how long each is.
struct ComparisonPlan: Sendable {
    let scenarios: [ScenarioKind]
    let policies: [PolicyKind]
    let rounds: Int
    /// Of the measured part of a round.
    let seconds: Double
    /// Of the nodes, the primary first.
    let weights: [Double]
    let clients: Int

    /// A weight as people write it: 2 and not 2.0.
    static func text(_ weight: Double) -> String {
        Int(exactly: weight).map(String.init) ?? String(weight)
    }

    /// How long clients run before a round is measured.
    static let runUp = 0.25

    var roundCount: Int { scenarios.count * policies.count * rounds }

    func seconds(of scenario: ScenarioKind) -> Double { seconds * scenario.length }

    /// Each round of a scenario begins with another policy, so that none is always the one after the same other one.
    func order(inRound round: Int) -> [PolicyKind] {
        guard !policies.isEmpty else { return [] }
        let shift = round % policies.count
        return Array(policies[shift...] + policies[..<shift])
    }

    /// The position of the replica that faults are about: the one with most weight, the first of several.
    var victim: Int? {
        let replicas = weights.indices.dropFirst()
        return replicas.max { (weights[$0], -$0) < (weights[$1], -$1) }
    }
}

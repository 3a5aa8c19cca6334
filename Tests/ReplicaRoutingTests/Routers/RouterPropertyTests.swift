// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Properties of all decisions")
struct RouterPropertyTests {
    @Test("a decision chooses a permitted node, and fails only when none is", arguments: [1, 2] as [UInt64])
    func permitted(seed: UInt64) throws {
        var generator = RoutingGenerator(seed: seed)
        var failures = 0
        for _ in 0..<5_000 {
            let random = try RandomCase(using: &generator)
            let permitted = random.permitted
            for seed in 0..<4 as Range<UInt64> {
                let decision = random.router.decide(random.request, in: random.topology, seed: seed)
                if let position = decision.position {
                    try #require(permitted.contains(position), "\(random)")
                    try #require(decision.chosen == random.topology.nodes[position])
                    try #require(decision.failure == nil)
                } else {
                    try #require(permitted.isEmpty, "\(random)")
                    try #require(decision.failure != nil)
                    failures += 1
                }
            }
        }
        #expect((1_000..<15_000).contains(failures), "the cases should exercise both outcomes")
    }

    @Test("explaining a decision does not change it", arguments: [3, 4] as [UInt64])
    func explained(seed: UInt64) throws {
        var generator = RoutingGenerator(seed: seed)
        for round in 0..<5_000 as Range<UInt64> {
            let random = try RandomCase(using: &generator)
            var plain = RoutingContext(seed: round)
            var explained = RoutingContext(seed: round, explains: true)
            for _ in 0..<4 {
                let short = random.router.decide(random.request, in: random.topology, context: &plain)
                let long = random.router.decide(random.request, in: random.topology, context: &explained)
                try #require(short.position == long.position)
                try #require(short.cause == long.cause)
                try #require(short.failure == long.failure)
            }
            try #require(plain.generator.next() == explained.generator.next())
        }
    }

    @Test("an explanation has every node once, the chosen one among the eligible")
    func complete() throws {
        var generator = RoutingGenerator(seed: 5)
        for _ in 0..<5_000 {
            let random = try RandomCase(using: &generator)
            let decision = random.router.decide(random.request, in: random.topology, explains: true)
            let explanation = try #require(decision.explanation)
            let names = explanation.eligible + explanation.rejected.map(\.node)
            try #require(names.sorted() == random.topology.nodes.map(\.id).sorted())
            try #require(explanation.eligible == random.permitted.map { random.topology.nodes[$0].id }, "\(random)")
            if let chosen = decision.chosen {
                try #require(explanation.eligible.contains(chosen.id))
            }
        }
    }
}

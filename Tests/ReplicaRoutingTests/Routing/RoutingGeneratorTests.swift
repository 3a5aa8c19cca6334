// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ReplicaRouting

@Suite("Routing generator")
struct RoutingGeneratorTests {
    @Test("xoshiro256** gives the published numbers for the state 1, 2, 3, 4")
    func reference() {
        var generator = RoutingGenerator(state: (1, 2, 3, 4))
        #expect(
            (0..<6).map { _ in generator.next() } == [
                11_520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
                607_988_272_756_665_600,
            ]
        )
    }

    @Test("SplitMix64 gives the published numbers for the seed 1234567")
    func seeding() {
        var generator = SplitMix64(state: 1_234_567)
        #expect(
            (0..<3).map { _ in generator.next() } == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            ]
        )
    }

    @Test("the same seed gives the same numbers, another seed gives others")
    func determinism() {
        func numbers(_ seed: UInt64) -> [UInt64] {
            var generator = RoutingGenerator(seed: seed)
            return (0..<100).map { _ in generator.next() }
        }
        #expect(numbers(7) == numbers(7))
        #expect(numbers(7) != numbers(8))
        #expect(Set(numbers(0)).count == 100)
    }

    @Test("generators seeded by the system differ")
    func systemSeed() {
        var (one, other) = (RoutingGenerator(), RoutingGenerator())
        #expect(one.next() != other.next())
    }

    @Test("unit numbers are at least 0 and below 1, half of them below a half")
    func unit() {
        var generator = RoutingGenerator(seed: 9)
        let numbers = (0..<20_000).map { _ in generator.nextUnit() }
        #expect(numbers.allSatisfy { (0..<1).contains($0) })
        let low = numbers.count { $0 < 0.5 }
        #expect(chiSquared([low, numbers.count - low], weights: [1, 1]) < Quantile.one)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The random numbers of routing: fast, and the same for the same seed on every platform and in every version.
///
/// It is xoshiro256** (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47,
/// 2021), seeded with SplitMix64 (G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
/// generators", OOPSLA 2014), as its authors advise. It is not for secrets: who sees some of its output can tell
/// the rest.
public struct RoutingGenerator: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Makes a generator whose numbers follow from the seed.
    public init(seed: UInt64) {
        var seeds = SplitMix64(state: seed)
        state = (seeds.next(), seeds.next(), seeds.next(), seeds.next())
    }

    /// Makes a generator seeded by the system.
    public init() {
        var system = SystemRandomNumberGenerator()
        self.init(seed: system.next())
    }

    /// Makes a generator in a given state, which must not be all zeros.
    init(state: (UInt64, UInt64, UInt64, UInt64)) {
        self.state = state
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let result = Self.rotate(state.1 &* 5, by: 7) &* 9
        let shifted = state.1 &<< 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = Self.rotate(state.3, by: 45)
        return result
    }

    /// A random number of at least 0 and below 1, in steps of 2^-53.
    mutating func nextUnit() -> Double {
        Double(next() &>> 11) * 0x1p-53
    }

    private static func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 {
        (word &<< bits) | (word &>> (64 &- bits))
    }
}

/// The generator that spreads a seed over the state of another one.
struct SplitMix64: Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word &>> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word &>> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word &>> 31)
    }
}

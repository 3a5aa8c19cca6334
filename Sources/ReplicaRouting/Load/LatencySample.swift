// SPDX-License-Identifier: Apache-2.0

/// An average latency and when it was made, packed into one word that an atomic can hold: the nanoseconds as a
/// `Float` above, units of 2^20 ns (about a millisecond) of the clock below.
///
/// The clock's units wrap around after 52 days; times between are taken the short way round.
struct LatencySample: Sendable {
    let word: UInt64

    static var none: LatencySample { LatencySample(word: 0) }

    init(word: UInt64) {
        self.word = word
    }

    init(nanoseconds: Float, at now: RoutingInstant) {
        word = UInt64(nanoseconds.bitPattern) &<< 32 | UInt64(Self.stamp(now))
    }

    var isKnown: Bool { word &>> 32 != 0 }

    var nanoseconds: Float { Float(bitPattern: UInt32(truncatingIfNeeded: word &>> 32)) }

    /// The average after another sample: the sample where that is higher, else drawn down to it as time has passed.
    func taking(_ sample: Float, at now: RoutingInstant, decay: Float) -> LatencySample {
        let former = nanoseconds
        guard isKnown, sample < former else { return LatencySample(nanoseconds: sample, at: now) }
        return LatencySample(nanoseconds: sample + (former - sample) * remains(at: now, decay: decay), at: now)
    }

    /// The average when nothing was heard since.
    @inline(__always)
    func faded(at now: RoutingInstant, decay: Float) -> Float {
        nanoseconds * remains(at: now, decay: decay)
    }

    /// What is left of a weight of 1: `1 / (1 + t/64d)^64`, which is within a hundredth of `exp(-t/d)`. A clock that
    /// runs backwards counts as one that stands still.
    @inline(__always)
    private func remains(at now: RoutingInstant, decay: Float) -> Float {
        let units = Int32(bitPattern: Self.stamp(now) &- UInt32(truncatingIfNeeded: word))
        guard units > 0 else { return 1 }
        var power = 1 + Float(units) * 0x1p20 / (64 * decay)
        for _ in 0..<6 { power *= power }
        return 1 / power
    }

    @inline(__always)
    private static func stamp(_ now: RoutingInstant) -> UInt32 {
        UInt32(truncatingIfNeeded: now.nanoseconds &>> 20)
    }
}

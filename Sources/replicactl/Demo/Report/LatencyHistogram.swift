// SPDX-License-Identifier: Apache-2.0

/// Counts of latencies in buckets whose width grows with the latency, so that quantiles of any number of latencies are
/// exact to 1/256 of their value in a few kilobytes.
///
/// The buckets are log-linear, the idea of Gil Tene's HdrHistogram (<http://hdrhistogram.org>): one for each value
/// below 256, then 128 of equal width for each power of two.
struct LatencyHistogram: Sendable {
    /// The greatest value that is told apart, 2^40 - 1 microseconds (12 days); greater ones count as this.
    static let greatestValue: UInt64 = (1 << 40) - 1

    private static let linearBits = 8
    private static let halfBits = linearBits - 1

    private var counts: [UInt64] = []

    /// How many latencies have been recorded.
    private(set) var count: UInt64 = 0

    /// Counts a latency.
    mutating func record(microseconds: UInt64) {
        let bucket = Self.bucket(of: min(microseconds, Self.greatestValue))
        if bucket >= counts.count {
            counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count))
        }
        counts[bucket] += 1
        count += 1
    }

    /// The least latency that at least this part of the recorded ones do not exceed (the nearest rank), as the middle
    /// of its bucket; `nil` where nothing has been recorded.
    ///
    /// - Parameter part: 0 to 1; 0.5 is the median.
    func quantile(_ part: Double) -> UInt64? {
        guard count > 0 else { return nil }
        let rank = max(1, min(count, UInt64((min(max(part, 0), 1) * Double(count)).rounded(.up))))
        var seen: UInt64 = 0
        for (bucket, number) in counts.enumerated() {
            seen += number
            if seen >= rank { return Self.middle(of: bucket) }
        }
        return nil
    }

    private static func bucket(of value: UInt64) -> Int {
        let bits = UInt64.bitWidth - value.leadingZeroBitCount
        guard bits > linearBits else { return Int(value) }
        let shift = bits - linearBits
        return (shift << halfBits) + Int(value >> UInt64(shift))
    }

    private static func middle(of bucket: Int) -> UInt64 {
        guard bucket >= 1 << linearBits else { return UInt64(bucket) }
        let shift = (bucket >> halfBits) - 1
        let start = UInt64(bucket - (shift << halfBits)) << UInt64(shift)
        return start + (1 << UInt64(shift)) / 2
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Counts of latencies in buckets whose width grows with the latency: the log-linear buckets of G. Tene's HdrHistogram
/// (<http://hdrhistogram.org>). A quantile is exact to one part in `2^bits`.
struct LatencyHistogram {
    private let bits: Int
    private var counts: [UInt32] = []
    private(set) var count = 0
    private(set) var sum = 0.0
    private(set) var greatest: Int64 = 0

    init(bits: Int = 7) {
        self.bits = bits
    }

    @inline(__always)
    mutating func record(_ nanoseconds: Int64) {
        let bucket = bucket(of: UInt64(max(nanoseconds, 0)))
        if bucket >= counts.count { grow(to: bucket) }
        counts[bucket] &+= 1
        count += 1
        sum += Double(nanoseconds)
        if nanoseconds > greatest { greatest = nanoseconds }
    }

    private mutating func grow(to bucket: Int) {
        counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count))
    }

    /// The mean in nanoseconds; 0 where nothing was recorded.
    var mean: Double { count == 0 ? 0 : sum / Double(count) }

    /// The least latency that this part of the recorded ones does not exceed (the nearest rank), to the middle of its
    /// bucket; nil where nothing was recorded.
    func quantile(_ part: Double) -> Int64? {
        guard count > 0 else { return nil }
        let rank = max(1, Int((part * Double(count)).rounded(.up)))
        var seen = 0
        for (bucket, number) in counts.enumerated() {
            seen += Int(number)
            if seen >= rank { return min(middle(of: bucket), greatest) }
        }
        return greatest
    }

    @inline(__always)
    private func bucket(of value: UInt64) -> Int {
        let length = UInt64.bitWidth - value.leadingZeroBitCount
        guard length > bits + 1 else { return Int(truncatingIfNeeded: value) }
        let shift = length - bits - 1
        return (shift << bits) + Int(truncatingIfNeeded: value &>> UInt64(shift))
    }

    private func middle(of bucket: Int) -> Int64 {
        guard bucket >= 2 << bits else { return Int64(bucket) }
        let shift = (bucket >> bits) - 1
        let start = Int64(bucket - (shift << bits)) << Int64(shift)
        return start + (1 << Int64(shift)) / 2
    }
}

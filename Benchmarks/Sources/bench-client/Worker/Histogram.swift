// SPDX-License-Identifier: Apache-2.0

import CMeasurement

/// Counts of times, as the C program keeps them.
///
/// `@unchecked Sendable`: one task records into it, and hands it over when it has ended.
final class Histogram: @unchecked Sendable {
    private let counts: UnsafeMutablePointer<bench_histogram>

    init() throws(BenchmarkError) {
        guard let made = bench_histogram_create() else {
            throw BenchmarkError(.invalidSetUp, "There is no memory for a histogram.")
        }
        counts = made
    }

    deinit { bench_histogram_destroy(counts) }

    var count: UInt64 { counts.pointee.count }
    var highest: UInt64 { counts.pointee.highest }

    func record(_ nanoseconds: UInt64) { bench_histogram_record(counts, nanoseconds) }
    func merge(_ other: Histogram) { bench_histogram_merge(counts, other.counts) }

    /// The time that a share of 0 to 1 of all times does not exceed.
    func quantile(_ share: Double) -> UInt64 { bench_histogram_quantile(counts, share) }
}

// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import Testing

@testable import bench_client

@Suite("Measuring", .serialized)
struct MeasurementTests {
    @Test("a quantile is right to 1.6 % over nine powers of ten", arguments: (0...9).map { 7 * pow10($0) })
    func quantile(nanoseconds: UInt64) throws {
        let histogram = try Histogram()
        for _ in 0..<100 { histogram.record(nanoseconds) }
        let found = Double(histogram.quantile(0.5))
        #expect(abs(found / Double(nanoseconds) - 1) <= 0.016)
        #expect(histogram.highest == nanoseconds)
    }

    @Test("the 99th percentile leaves one of a hundred times out")
    func percentile() throws {
        let histogram = try Histogram()
        for _ in 0..<990 { histogram.record(10) }
        for _ in 0..<10 { histogram.record(50) }
        #expect(histogram.quantile(0.5) == 10)
        #expect(histogram.quantile(0.98) == 10)
        #expect(histogram.quantile(0.995) == 50)
    }

    @Test("merging adds the counts")
    func merge() throws {
        let (left, right) = (try Histogram(), try Histogram())
        left.record(1)
        right.record(60)
        left.merge(right)
        #expect(left.count == 2)
        #expect(left.highest == 60)
    }

    #if canImport(Glibc)
    @Test("an allocation is counted while counting is on, and not after")
    func allocations() {
        let sizes = (1...1000).map { $0 }
        bench_count_allocations(true)
        let before = bench_allocations()
        var blocks = sizes.map { UnsafeMutableRawPointer.allocate(byteCount: $0, alignment: 8) }
        let counted = bench_allocations() - before
        bench_count_allocations(false)
        let after = bench_allocations()
        for block in blocks { block.deallocate() }
        blocks = sizes.map { UnsafeMutableRawPointer.allocate(byteCount: $0, alignment: 8) }
        for block in blocks { block.deallocate() }
        #expect(counted >= 1000)
        #expect(bench_allocations() == after)
    }
    #endif
}

private func pow10(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
}

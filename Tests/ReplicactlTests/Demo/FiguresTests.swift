// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Figures for people")
struct FiguresTests {
    @Test("thousands are set apart")
    func grouped() {
        #expect([0, 999, 1000, 1_234_567, -1234].map(Figures.grouped) == ["0", "999", "1,000", "1,234,567", "-1,234"])
        #expect(Figures.counted(1, "read") == "1 read")
        #expect(Figures.counted(2000, "read") == "2,000 reads")
    }

    @Test("shares and times have one decimal, rounded")
    func decimals() {
        #expect([0, 0.0004, 0.19996, 1].map(Figures.percent) == ["0.0%", "0.0%", "20.0%", "100.0%"])
        #expect(Figures.seconds(3.96) == "4.0 s")
    }

    @Test("latencies take the unit that suits them")
    func latencies() {
        let texts = [nil, 0, 999, 1000, 99_994, 99_995, 2_100_000].map(Figures.latency)
        #expect(texts == ["-", "0us", "999us", "1.00ms", "99.99ms", "100ms", "2.10s"])
    }

    @Test("sizes take the unit that suits them")
    func bytes() {
        let texts = [nil, 0, 1023, 1024, 1_572_864, 3 << 30].map(Figures.bytes)
        #expect(texts == ["-", "0B", "1023B", "1kB", "1.5MB", "3.0GB"])
    }
}

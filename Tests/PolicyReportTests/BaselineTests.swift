// SPDX-License-Identifier: Apache-2.0

import PolicyReport
import Testing

@Suite
struct BaselineTests {
    private func compare(_ old: [Double], _ new: [Double], tolerance: Double = 0.1) -> BaselineComparison {
        let before = Samples.report([Samples.scenario("one", p99: ["a": old])])
        let after = Samples.report([Samples.scenario("one", p99: ["a": new])])
        return BaselineComparison(of: after, with: before, tolerance: tolerance)
    }

    @Test("a report compared with itself has no regressions and no changes")
    func same() {
        let comparison = BaselineComparison(of: Samples.full, with: Samples.full, tolerance: 0)
        #expect(comparison.changes.count == 5 * 7)
        #expect(comparison.changes.allSatisfy { $0.worsening == 0 && !$0.isRegression })
        #expect(comparison.unmatched.isEmpty)
    }

    @Test("what is worse beyond the tolerance in all rounds is a regression")
    func regression() throws {
        let comparison = compare([10, 10, 10], [12, 12, 12])
        #expect(Set(comparison.regressions.map(\.quantity)) == ["p99", "p99.9"])
        #expect(try #require(comparison.regressions.first).text == "10 ms → 12 ms, 20 % worse")
        #expect(comparison.lines.count == 3)
    }

    @Test("what is within the tolerance, within the spread, or better is none")
    func none() {
        #expect(compare([10, 10, 10], [10.9, 10.9, 10.9]).regressions.isEmpty)
        #expect(compare([8, 10, 13], [11, 12, 14]).regressions.isEmpty)
        #expect(compare([10, 10, 10], [5, 5, 5]).regressions.isEmpty)
    }

    @Test("failed reads where there were none are a regression")
    func failures() {
        let before = Samples.report([Samples.scenario("one", p99: ["a": [10]])])
        let after = Samples.report([Samples.scenario("one", p99: ["a": [10]], failed: ["a": 50])])
        let comparison = BaselineComparison(of: after, with: before, tolerance: 0.1)
        #expect(comparison.regressions.map(\.quantity) == ["failed"])
    }

    @Test("less throughput is worse")
    func throughput() {
        var after = Samples.report([Samples.scenario("one", p99: ["a": [10]])])
        after.scenarios[0].policies[0].rounds[0].throughput = 800
        let before = Samples.report([Samples.scenario("one", p99: ["a": [10]])])
        #expect(
            BaselineComparison(of: after, with: before, tolerance: 0.1).regressions.map(\.quantity) == ["throughput"]
        )
    }

    @Test("what only one of the reports has is named and not compared")
    func unmatched() {
        let before = Samples.report([
            Samples.scenario("one", p99: ["a": [10]]), Samples.scenario("old", p99: ["a": [10]]),
        ])
        let after = Samples.report([
            Samples.scenario("one", p99: ["a": [10], "b": [10]]), Samples.scenario("new", p99: ["a": [10]]),
        ])
        let comparison = BaselineComparison(of: after, with: before, tolerance: 0.1)
        #expect(comparison.unmatched == ["b in one is new", "new is new", "old is gone"])
    }
}

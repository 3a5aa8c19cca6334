// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PolicyReport

@Suite
struct WordsTests {
    @Test("the policy whose rounds are all lower wins, and the sentence says by how much with its spread")
    func winner() throws {
        let scenario = Samples.scenario("x", p99: ["good": [9, 10, 11], "bad": [30, 31, 32]], stale: 0)
        let verdict = try #require(scenario.verdicts.first)
        #expect(verdict.best == ["good"])
        #expect(verdict.sentence.contains("good wins"))
        #expect(verdict.sentence.contains("10 ms (9 ms to 11 ms)"))
        #expect(verdict.sentence.contains("3.1 times as much"))
    }

    @Test("policies whose rounds overlap cannot be told apart, and the rest is named")
    func tie() throws {
        let p99 = ["a": [9.0, 10, 11], "b": [9, 10.5, 12], "c": [50, 60, 70], "d": [90, 91, 92]]
        let verdict = try #require(Samples.scenario("x", p99: p99, stale: 0).verdicts.first)
        #expect(verdict.best == ["a", "b"])
        #expect(verdict.sentence.contains("a and b lead"))
        #expect(verdict.sentence.contains("60 ms (50 ms to 70 ms) for c, 6 times as much"))
        #expect(verdict.sentence.contains("for d, the worst"))
    }

    @Test("one round of each makes no winner, and a reader is told so")
    func single() throws {
        let scenario = Samples.scenario("x", p99: ["good": [9], "bad": [30]], stale: 0)
        let sentence = try #require(scenario.verdicts.first).sentence
        #expect(sentence.contains("good was ahead in its one round") && !sentence.contains("wins"))
        let report = Samples.report([scenario])
        for text in [report.text(), report.page()] { #expect(text.contains("nothing tells a difference from chance")) }
        #expect(!Samples.full.text().contains("nothing tells a difference from chance"))
    }

    @Test("the client's processor time is a column where it was measured")
    func clientTime() {
        let report = Samples.report([Samples.scenario("x", p99: ["good": [10, 11, 12], "bad": [30, 31, 32]])])
        #expect(report.text().contains("CPU/read") && report.text().contains("31 µs"))
        var without = report
        for policy in 0...1 {
            for round in 0...2 { without.scenarios[0].policies[policy].rounds[round].clientMicrosecondsPerRead = nil }
        }
        #expect(!without.text().contains("CPU/read"))
        #expect(!without.page().contains("CPU/read") && !without.page().contains("id=\"s1-cost\""))
    }

    @Test("where nothing differs no policy stands out")
    func none() throws {
        let verdict = try #require(Samples.scenario("x", p99: ["a": [10], "b": [10.05]], stale: 0).verdicts.first)
        #expect(verdict.best == ["a", "b"])
        #expect(verdict.sentence.hasPrefix("No policy stands out"))
    }

    @Test(
        "failures come first, then what came late, then stale reads, then the tail; what is equal for all tells nothing"
    )
    func headline() {
        func headline(_ failed: Int, late: Int, stale: Int, all: Bool = false) -> String {
            var scenario = Samples.scenario("x", p99: ["a": [10], "b": [20]], stale: 0)
            for index in all ? [0, 1] : [1] {
                scenario.policies[index].rounds[0].failedReads = failed
                scenario.policies[index].rounds[0].staleReads = stale
                scenario.policies[index].rounds[0].readsInTime = 9_990 - late
            }
            return scenario.headline.name
        }
        #expect(headline(20, late: 1_000, stale: 50) == "reads that failed")
        #expect(headline(0, late: 1_000, stale: 50) == "reads that came late or never")
        #expect(headline(0, late: 0, stale: 50) == "stale reads")
        #expect(headline(0, late: 0, stale: 0) == "the time that 99 % of the reads kept to")
        #expect(headline(20, late: 1_000, stale: 50, all: true) == "the time that 99 % of the reads kept to")
    }

    @Test(
        "numbers have three digits that count",
        arguments: [
            (0.0, "0"), (12_345, "12,345"), (999.96, "1,000"), (123.4, "123"), (12.34, "12.3"), (1.234, "1.23"),
            (0.01234, "0.0123"), (2, "2"), (-5.5, "−5.5"), (.infinity, "–"),
        ]
    )
    func short(_ value: Double, _ text: String) {
        #expect(Figure.short(value) == text)
    }

    @Test(
        "times are in the unit that suits them",
        arguments: [(0.18, "180 µs"), (35.0, "35 ms"), (999.9, "1 s"), (1_234, "1.23 s"), (0, "0 ms")]
    )
    func times(_ milliseconds: Double, _ text: String) {
        #expect(Figure.time(milliseconds) == text)
    }

    @Test(
        "shares near all have as many digits as tell them from it",
        arguments: [(0.5, "50 %"), (1, "100 %"), (0.9993, "99.93 %"), (0.99999, "99.9990 %"), (0.000123, "0.0123 %")]
    )
    func percent(_ share: Double, _ text: String) {
        #expect(Figure.percent(share) == text)
    }

    @Test("a spread is the median between the least and the greatest")
    func spread() throws {
        #expect(Spread([]) == nil)
        let spread = try #require(Spread([4, 1, 9, 2]))
        #expect((spread.least, spread.median, spread.greatest) == (1, 3, 9))
    }

    @Test("the terminal gets a table of all policies and the verdicts, and hears of missing rounds")
    func text() {
        var report = Samples.full
        let text = report.text(width: 80)
        for word in ["policy", "good", "worse", "take back", "1 s", "99.9 %"] { #expect(text.contains(word)) }
        #expect(!text.contains("PARTIAL"))
        report.isPartial = true
        report.scenarios[1].policies[0].rounds.removeLast()
        #expect(report.text().components(separatedBy: "PARTIAL").count == 3)
    }

    @Test("a report survives its JSON")
    func json() throws {
        let data = try JSONEncoder().encode(Samples.full)
        #expect(try JSONDecoder().decode(ComparisonReport.self, from: data) == Samples.full)
    }
}

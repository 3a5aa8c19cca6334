// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PolicyReport

@Suite
struct PageTests {
    private static let kinds = ["latency", "share", "timeline", "failed", "stale", "primary", "notice", "cost"]

    @Test("the page has every chart that has something to show, each with caption, units and command")
    func charts() {
        let page = Samples.full.page()
        for kind in Self.kinds { #expect(page.contains("<figure id=\"s1-\(kind)\" "), "\(kind)") }
        #expect(!page.contains("<figure id=\"s2-failed\""))
        let figures = page.components(separatedBy: "<figure ").dropFirst()
        #expect(figures.count == 15)
        for figure in figures {
            #expect(figure.contains("<figcaption>"))
            #expect(figure.contains("Made again by <code>replicactl simulate "))
            #expect(
                ["milliseconds", "per cent", " seconds", "microseconds", "times the share"].contains {
                    figure.contains($0)
                }
            )
        }
    }

    @Test("text of a user stays text")
    func escaping() {
        let page = Samples.full.page()
        #expect(page.contains("a scenario called &lt;one&gt; &amp; co"))
        #expect(!page.contains("<one>"))
        #expect(!page.contains("<operating>"))
    }

    @Test("the page names nothing to fetch and runs nothing")
    func selfContained() {
        let page = Samples.full.page()
        for word in ["<script", "http://", "https://", "src=", "@import", "url("] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.contains("default-src 'none'"))
    }

    @Test("a comparison that was broken off says so")
    func partial() {
        var report = Samples.full
        #expect(!report.page().contains("class=\"partial\""))
        report.isPartial = true
        #expect(report.page().contains("class=\"partial\""))
        report.isPartial = false
        report.scenarios[0].policies[0].rounds.removeAll()
        #expect(report.page().contains("class=\"partial\""))
        report.scenarios[0].policies = []
        #expect(report.page().contains("There is nothing to compare."))
    }

    @Test("the change against a baseline is on the page")
    func baseline() {
        var later = Samples.full
        for index in later.scenarios[0].policies[0].rounds.indices {
            later.scenarios[0].policies[0].rounds[index].p99 = 99
        }
        let comparison = BaselineComparison(of: later, with: Samples.full, tolerance: 0.1)
        let page = later.page(comparison: comparison)
        #expect(page.contains("id=\"baseline\""))
        #expect(page.contains("<td class=\"worse\">31 ms → 99 ms"))
    }

    @Test("coordinates of a drawing stay on it")
    func bounds() throws {
        for chart in Samples.full.scenarios[0].charts() {
            for svg in chart.svg.components(separatedBy: "<svg ").dropFirst() {
                let box = try #require(svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
                let (width, height) = (try #require(Double(box.1)), try #require(Double(box.2)))
                for match in svg.matches(of: /\ (x|x1|x2|cx)="(-?[0-9.]+)"/) {
                    #expect((0...width).contains(Double(match.2) ?? -1), "\(chart.kind)")
                }
                for match in svg.matches(of: /\ (y|y1|y2|cy)="(-?[0-9.]+)"/) {
                    #expect((0...height).contains(Double(match.2) ?? -1), "\(chart.kind)")
                }
            }
        }
    }

    @Test("axes have round ticks between their ends")
    func axes() {
        #expect(Axis.linear(upTo: 87, ticks: 5).ticks == [0, 20, 40, 60, 80, 100])
        #expect(Axis.linear(upTo: 0.3, ticks: 3).place(0) == 0)
        let axis = Axis.logarithmic([2, 150], ticks: 9)
        #expect(axis.ticks == [2, 5, 10, 20, 50, 100])
        #expect(abs(axis.place(17.32) - 0.5) < 0.001)
        #expect(axis.place(0) == 0)
        #expect(axis.place(1e9) == 1)
    }
}

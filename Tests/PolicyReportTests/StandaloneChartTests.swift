// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import PolicyReport

#if canImport(FoundationXML)
import FoundationXML
#endif

@Suite("Charts in files of their own")
struct StandaloneChartTests {
    @Test("every chart of the page is there, by the names of scenario and kind")
    func names() {
        let names = Samples.full.standaloneCharts().map(\.name)
        #expect(names.count == Samples.full.page().components(separatedBy: "<figure ").count - 1)
        #expect(names.prefix(3) == ["one-latency", "one-share", "one-timeline"])
        #expect(names.contains("two-cost"))
    }

    @Test("a scenario that is named after a file gives a name that a file can have, and no two charts have the same")
    func paths() {
        let names = ["my dir/a scenario.json", "my-dir/a-scenario", "../..", "ünï", "x_1"]
        let report = Samples.report(names.map { Samples.scenario($0, p99: ["a": [1]], stale: 0) })
        let charts = report.standaloneCharts().map(\.name).filter { $0.hasSuffix("-latency") }
        #expect(
            charts == [
                "my-dir-a-scenario-latency", "my-dir-a-scenario-2-latency", "scenario-latency", "n-latency",
                "x_1-latency",
            ]
        )
    }

    @Test("a chart is well-formed XML, holds its titles, and fetches nothing")
    func selfContained() throws {
        for chart in Samples.full.standaloneCharts() {
            #expect(XMLParser(data: Data(chart.svg.utf8)).parse(), "\(chart.name)")
            #expect(chart.svg.contains("a scenario called &lt;one&gt; &amp; co") || chart.name.hasPrefix("two"))
            let text = chart.svg.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
            for word in ["http", "href", "url(", "@import", "<script", "<image"] {
                #expect(!text.contains(word), "\(chart.name): \(word)")
            }
        }
    }

    @Test("a chart has a ground of its own and colours for light and dark, each written out")
    func colours() throws {
        let chart = try #require(Samples.full.standaloneCharts().first)
        #expect(chart.svg.contains("<rect class=\"ground\""))
        #expect(chart.svg.contains("prefers-color-scheme:dark"))
        #expect(!chart.svg.contains("var("))
        for colour in [Palette.panel, .ink] {
            #expect(chart.svg.contains("fill:\(colour.light)") && chart.svg.contains("fill:\(colour.dark)"))
        }
    }

    @Test("the drawings lie on the ground")
    func size() throws {
        for chart in Samples.full.standaloneCharts() {
            let box = try #require(chart.svg.firstMatch(of: /viewBox="0 0 ([0-9.]+) ([0-9.]+)"/))
            let (width, height) = (try #require(Double(box.1)), try #require(Double(box.2)))
            #expect(width > 700 && height > 100)
            for place in chart.svg.matches(of: /translate\(([0-9.]+) ([0-9.]+)\)/) {
                #expect(Double(place.1) ?? -1 >= 0 && Double(place.1) ?? 1e9 < width)
                #expect(Double(place.2) ?? -1 >= 0 && Double(place.2) ?? 1e9 < height)
            }
        }
    }

    @Test("the legend of a course over time names what there is")
    func legend() throws {
        let charts = Samples.full.standaloneCharts()
        let course = try #require(charts.first { $0.name == "one-timeline" })
        #expect(course.svg.contains(">node with a fault<") && course.svg.contains(">failed reads<"))
        #expect(!course.svg.contains(">mean of the rest<"))
        var burst = Samples.full
        burst.scenarios[0].faults[0].nodes = []
        let other = try #require(burst.standaloneCharts().first { $0.name == "one-timeline" })
        #expect(!other.svg.contains(">node with a fault<"))
        #expect(!burst.page().components(separatedBy: "id=\"s2\"")[0].contains("Nodes with a fault"))
    }
}

// SPDX-License-Identifier: Apache-2.0

extension ScenarioReport {
    /// For each policy the reads of each node over time, and under them the tail of the latencies, with the faults marked.
    func timelineChart() -> Figured? {
        guard !faults.isEmpty else { return nil }
        let courses = measured.compactMap { outcome in
            outcome.rounds.lazy.compactMap(\.timeline).first.map { (policy: outcome.policy, timeline: $0) }
        }
        guard !courses.isEmpty else { return nil }
        let rates = courses.flatMap { $0.timeline.rates.joined() }
        let tails = courses.flatMap { $0.timeline.p99 }.filter { $0 > 0 }
        let panels = courses.map { course in
            panel(
                course.policy,
                course.timeline,
                rate: Axis.linear(upTo: rates.max() ?? 1, ticks: 3),
                tail: Axis.logarithmic(tails, ticks: 4)
            )
        }
        let others =
            courses.contains { $0.timeline.otherNodes > 0 } ? ", the mean of all other nodes thick and grey" : ""
        let nodes =
            faults.contains { !$0.nodes.isEmpty }
            ? "<span class=\"key hit\">Nodes with a fault</span>, the others grey\(others)" : "Nodes are grey\(others)"
        return Figured(
            kind: "timeline",
            title: "What happened when",
            caption:
                "For each policy the reads that each node got, in reads per second (above), and the time that 99 % of "
                + "the reads kept to, in milliseconds on a logarithmic scale (below), over the seconds of one round. "
                + "\(nodes); the shaded time is the fault: \(HTML.escaped(faultText)). Red ticks are reads that "
                + "failed. All policies have the same scales.",
            drawings: .panels(panels, legend: legend(hasOthers: !others.isEmpty))
        )
    }

    private var faultText: String {
        faults.map { "\($0.label), \(Figure.short($0.start)) to \(Figure.short($0.end)) s" }.joined(separator: "; ")
    }

    private func legend(hasOthers: Bool) -> [(kind: Figured.LegendKey, name: String)] {
        let hasHit = faults.contains { !$0.nodes.isEmpty }
        let hit: [(kind: Figured.LegendKey, name: String)] = [(.line("course hit"), "node with a fault")]
        let others: [(kind: Figured.LegendKey, name: String)] = [(.line("course others"), "mean of the rest")]
        return (hasHit ? hit : []) + [(.line("course"), hasHit ? "other nodes" : "nodes")] + (hasOthers ? others : [])
            + [
                (.line("course tail"), "99 % of reads, ms"), (.area("fault"), "fault"),
                (.line("failure"), "failed reads"),
            ]
    }

    private func panel(_ policy: String, _ timeline: RoundTimeline, rate: Axis, tail: Axis) -> Figured.Drawing {
        var canvas = Canvas(width: 340, height: 234)
        let (left, right) = (40.0, 332.0)
        let (top, middle, lower, bottom) = (24.0, 116.0, 138.0, 202.0)
        let end = max(Double(timeline.p99.count) * timeline.slice, 1e-9)
        let time = Axis.linear(upTo: end, ticks: 6)
        let x = { (seconds: Double) in left + seconds / end * (right - left) }
        canvas.text(policy, left, 14, "row")
        for fault in faults {
            canvas.rect(
                x(fault.start),
                top,
                x(min(fault.end, end)) - x(fault.start),
                bottom - top,
                "fault",
                title: fault.label
            )
        }
        for (axis, from, to) in [(rate, middle, top), (tail, bottom, lower)] {
            for tick in axis.ticks {
                let y = from + axis.place(tick) * (to - from)
                canvas.line(left, y, right, y, "grid")
                canvas.text(Figure.short(tick), left - 5, y + 4, "tick", .end)
            }
        }
        for tick in time.ticks where tick <= end * 1.001 {
            canvas.text(Figure.short(tick), x(tick), bottom + 15, "tick", .middle)
        }
        canvas.text("seconds", (left + right) / 2, bottom + 29, "unit", .middle)
        canvas.text("reads/s by node", right, 14, "unit", .end)

        let hit = Set(faults.flatMap(\.nodes))
        let order = timeline.nodes.indices.sorted {
            !hit.contains(timeline.nodes[$0]) && hit.contains(timeline.nodes[$1])
        }
        func points(_ values: [Double], _ axis: Axis, _ from: Double, _ to: Double) -> [(Double, Double)] {
            values.enumerated().map { index, value in
                (x((Double(index) + 0.5) * timeline.slice), from + axis.place(value) * (to - from))
            }
        }
        if let others = timeline.otherRate { canvas.path(points(others, rate, middle, top), "course others") }
        for node in order {
            let style = hit.contains(timeline.nodes[node]) ? "course hit" : "course"
            canvas.path(points(timeline.rates[node], rate, middle, top), style, title: timeline.nodes[node])
        }
        for (index, failed) in timeline.failedReads.enumerated() where failed > 0 {
            let place = x((Double(index) + 0.5) * timeline.slice)
            canvas.line(place, middle + 1, place, middle + 8, "failure")
        }
        // Where nothing was answered there is no time to draw.
        for part in timeline.p99.indices.split(whereSeparator: { timeline.p99[$0] <= 0 }) {
            let all = points(timeline.p99, tail, bottom, lower)
            canvas.path(Array(all[part.startIndex..<part.endIndex]), "course tail")
        }
        canvas.text("ms, 99 %", right, lower - 4, "unit", .end)
        let label = "\(title), \(policy): reads per second by node and the 99 % latency over time"
        return Figured.Drawing(canvas: canvas, label: label)
    }
}

extension RoundTimeline {
    /// For each node the reads in a second.
    fileprivate var rates: [[Double]] { reads.map { $0.map { Double($0) / slice } } }

    /// The mean of all other nodes, nil where there are none.
    fileprivate var otherRate: [Double]? {
        otherNodes == 0 ? nil : otherReads.map { Double($0) / slice / Double(otherNodes) }
    }
}

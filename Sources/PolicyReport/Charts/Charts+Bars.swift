// SPDX-License-Identifier: Apache-2.0

extension ScenarioReport {
    func failureChart() -> Figured? {
        guard measured.contains(where: { $0.rounds.contains { $0.failedReads > 0 } }) else { return nil }
        let drawings = bars("reads that failed or timed out", .percent, [(nil, "bar bad", \.failedShare)])
        return Figured(
            kind: "failed",
            title: "Reads that failed",
            caption: "The part of the reads that failed or whose caller gave up, in per cent; shorter is better. "
                + "Each bar is \(rounds).",
            drawings: drawings
        )
    }

    func staleChart() -> Figured? {
        guard measured.contains(where: { $0.rounds.contains { $0.staleReads ?? 0 > 0 } }) else { return nil }
        let drawings = bars("stale reads", .percent, [(nil, "bar bad", \.staleShare)])
        return Figured(
            kind: "stale",
            title: "Stale reads",
            caption:
                "The part of the reads that missed a write of the same client, acknowledged before the read began, "
                + "in per cent; shorter is better. Each bar is \(rounds).",
            drawings: drawings
        )
    }

    func primaryChart() -> Figured? {
        guard measured.contains(where: { $0.rounds.contains { $0.primaryShareOfReads != nil } }) else { return nil }
        let drawings = bars(
            "share of the primary",
            .percent,
            [
                ("of the reads", "bar first", \.primaryShareOfReads),
                ("of reads and writes", "bar second", \.primaryShareOfLoad),
            ]
        )
        return Figured(
            kind: "primary",
            title: "What the primary had to do",
            caption: "The primary's part of the reads, and of all requests, in per cent. Pinned reads and reads that "
                + "fall back to it are among them. Each bar is \(rounds).",
            drawings: drawings
        )
    }

    private func bars(
        _ what: String,
        _ unit: BarUnit,
        _ series: [(name: String?, style: String, value: (Round) -> Double?)]
    ) -> Figured.Drawings {
        let outcomes = measured
        let spreads = outcomes.map { outcome in series.map { outcome.spread(of: $0.value) } }
        let most = spreads.joined().compactMap { $0?.greatest }.max() ?? 0
        let names = series.enumerated().compactMap { entry in
            entry.element.name.map { (shape: 2, style: entry.element.style, name: $0) }
        }
        let chart = RowChart(
            label: "\(title): \(what) by policy, in \(unit.name)",
            rows: outcomes.map(\.policy),
            // With room for the figures behind the bars.
            axis: { Axis.linear(upTo: most * unit.scale * (series.count == 1 ? 1.15 : 1.3), ticks: $0 ? 7 : 4) },
            unit: unit.name,
            tick: Figure.short,
            draw: { row in
                { canvas, place, y in
                    let height = 16 / Double(series.count)
                    for (index, spread) in spreads[row].enumerated() {
                        guard let spread else { continue }
                        let top = y - 8 + Double(index) * height
                        let end = place(spread.median * unit.scale)
                        canvas.rect(place(0), top, end - place(0), height - 1, series[index].style)
                        guard spread.least < spread.greatest else { continue }
                        let (middle, least) = (top + (height - 1) / 2, place(spread.least * unit.scale))
                        canvas.line(least, middle, place(spread.greatest * unit.scale), middle, "whisker")
                    }
                    let known = spreads[row].compactMap(\.self)
                    guard let greatest = known.map(\.greatest).max() else { return }
                    let figures = known.map { unit.text($0.median) }.joined(separator: ", ")
                    canvas.text(figures, place(greatest * unit.scale) + 6, y + 4, "label")
                }
            },
            legend: names
        )
        return chart.drawings
    }

    func noticeChart() -> Figured? {
        let outcomes = measured
        let notice = outcomes.map { outcome in Spread(outcome.rounds.flatMap { $0.faults.flatMap(\.toNotice) }) }
        let back = outcomes.map { outcome in Spread(outcome.rounds.flatMap { $0.faults.flatMap(\.toTakeBack) }) }
        let values = (notice + back).compactMap(\.self).flatMap { [$0.least, $0.greatest] }
        guard !values.isEmpty else { return nil }
        let chart = RowChart(
            label: "\(title): time to notice a dead node and to take it back, by policy",
            rows: outcomes.map(\.policy),
            axis: { Axis.logarithmic(values.map { max($0, 0.01) }, ticks: $0 ? 12 : 6) },
            unit: "milliseconds (logarithmic)",
            tick: Figure.short,
            draw: { row in
                { canvas, place, y in
                    for (shape, spread) in [notice[row], back[row]].enumerated() {
                        guard let spread else { continue }
                        let style = shape == 0 ? "q1" : "q3"
                        let (least, greatest) = (place(spread.least), place(spread.greatest))
                        canvas.rect(least, y - 3, greatest - least, 6, "spread \(style)")
                        let text = Figure.spread(spread, Figure.time)
                        canvas.mark(shape, place(spread.median), y, "mark \(style)", title: text)
                    }
                }
            },
            legend: [(0, "mark q1", "to notice"), (1, "mark q3", "to take back")]
        )
        return Figured(
            kind: "notice",
            title: "How soon a fault was noticed",
            caption: "From the start of a fault until a client process took the node out, and from its end until the "
                + "process took it back, in milliseconds on a logarithmic scale. Marks are medians over all nodes, "
                + "processes and rounds, lines go from the least to the greatest.",
            drawings: chart.drawings
        )
    }

    func costChart() -> Figured? {
        guard measured.contains(where: { $0.rounds.contains { $0.clientMicrosecondsPerRead != nil } }) else {
            return nil
        }
        return Figured(
            kind: "cost",
            title: "What a read cost the client",
            caption: "The processor time of the client's process, user and system, for each read that was answered, in "
                + "microseconds; shorter is better. What the process does beside its reads, its writes and probes among "
                + "it, is in it. Each bar is \(rounds).",
            drawings: bars(
                "processor time of the client for a read",
                .microseconds,
                [(nil, "bar first", \.clientMicrosecondsPerRead)]
            )
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

extension ScenarioReport {
    /// The charts of the scenario, those that have something to show.
    func charts() -> [Figured] {
        guard policies.contains(where: { !$0.rounds.isEmpty }) else { return [] }
        return [
            latencyChart(), shareChart(), timelineChart(), failureChart(), staleChart(), primaryChart(), noticeChart(),
            costChart(),
        ].compactMap(\.self)
    }

    var measured: [PolicyOutcome] { policies.filter { !$0.rounds.isEmpty } }

    var rounds: String {
        let counts = measured.map(\.rounds.count)
        guard let least = counts.min(), let most = counts.max() else { return "no rounds" }
        guard most > 1 else { return "one round" }
        return
            "the median of \(least == most ? "\(most)" : "\(least) to \(most)") rounds, with a line from the least to the greatest"
    }

    private func latencyChart() -> Figured? {
        let quantiles: [(name: String, value: (Round) -> Double)] = [
            ("50 %", { $0.p50 }), ("90 %", { $0.p90 }), ("99 %", { $0.p99 }), ("99.9 %", { $0.p999 }),
        ]
        let outcomes = measured
        let values = outcomes.flatMap { outcome in outcome.rounds.flatMap { round in quantiles.map { $0.value(round) } }
        }
        let chart = RowChart(
            label: "\(title): latency quantiles by policy, in milliseconds on a logarithmic scale",
            rows: outcomes.map(\.policy),
            axis: { Axis.logarithmic(values, ticks: $0 ? 12 : 6) },
            unit: "milliseconds (logarithmic)",
            tick: Figure.short,
            draw: { row in
                { canvas, place, y in
                    let spreads = quantiles.compactMap { outcomes[row].spread(of: $0.value) }
                    guard let first = spreads.first, let last = spreads.last else { return }
                    canvas.line(place(first.median), y, place(last.median), y, "thread")
                    for (shape, spread) in spreads.enumerated() {
                        let (least, greatest) = (place(spread.least), place(spread.greatest))
                        canvas.rect(least, y - 3, greatest - least, 6, "spread q\(shape)")
                        let text = "\(quantiles[shape].name): \(Figure.spread(spread, Figure.time))"
                        canvas.mark(shape, place(spread.median), y, "mark q\(shape)", title: text)
                    }
                }
            },
            legend: quantiles.enumerated().map { ($0.offset, "mark q\($0.offset)", $0.element.name) }
        )
        return Figured(
            kind: "latency",
            title: "How long reads took",
            caption: "The times that 50, 90, 99 and 99.9 % of the answered reads did not exceed, in milliseconds on a "
                + "logarithmic scale; farther left is better. Each mark is \(rounds).",
            drawings: chart.drawings
        )
    }

    private func shareChart() -> Figured? {
        let outcomes = measured
        let hit = Set(faults.flatMap(\.nodes))
        func ratio(_ node: NodeShare, _ reads: Int, _ round: Round, _ count: Int) -> Double {
            let weight = round.nodes.reduce(0) { $0 + $1.weight }
            let all = round.nodes.reduce(0) { $0 + $1.reads }
            let due = node.weight / Double(node.count) * Double(count) / weight
            return all == 0 || due == 0 ? 0 : Double(reads) / Double(all) / due
        }
        let ratios = outcomes.flatMap { outcome in
            outcome.rounds.prefix(1).flatMap { round in
                round.nodes.filter { $0.weight > 0 }.map { ratio($0, $0.mostReads, round, 1) }
            }
        }
        guard !ratios.isEmpty else { return nil }
        let end = min(max(ratios.max() ?? 1, 1.6), 3)
        let chart = RowChart(
            label: "\(title): reads of each node against its weight, by policy",
            rows: outcomes.map(\.policy),
            axis: { Axis.linear(upTo: end, ticks: $0 ? 8 : 5) },
            unit: "times the share that the weight stands for",
            tick: Figure.short,
            draw: { row in
                { canvas, place, y in
                    guard let round = outcomes[row].rounds.first else { return }
                    // Nodes with a fault last, so that they lie on top.
                    let order =
                        round.nodes.filter { !hit.contains($0.name) } + round.nodes.filter { hit.contains($0.name) }
                    for node in order where node.weight > 0 {
                        let value = ratio(node, node.reads, round, node.count)
                        let isHit = hit.contains(node.name)
                        if node.count > 1 {
                            let least = place(ratio(node, node.leastReads, round, 1))
                            let most = place(ratio(node, node.mostReads, round, 1))
                            canvas.rect(
                                least,
                                y - 6,
                                most - least,
                                12,
                                "spread group",
                                title: "\(node.name): least to most"
                            )
                        }
                        let text = "\(node.name): \(Figure.short(value)) times its share"
                        canvas.mark(isHit ? 1 : 0, place(value), y, isHit ? "mark hit" : "mark node", title: text)
                        if value > 3 {
                            canvas.text("\(Figure.short(value)) →", place(value) - 10, y + 4, "label", .end)
                        }
                    }
                }
            },
            legend: [(0, "mark node", "node")] + (hit.isEmpty ? [] : [(1, "mark hit", "node with a fault")]),
            reference: 1
        )
        return Figured(
            kind: "share",
            title: "How reads were spread",
            caption:
                "For each node its part of the reads, divided by its part of the weights, over a whole round: at 1 "
                + "a node got just what its weight says. Retries count; so do reads that are pinned to the primary, and "
                + "the times in which a node was out. Nodes of weight 0 are left out.",
            drawings: chart.drawings
        )
    }
}

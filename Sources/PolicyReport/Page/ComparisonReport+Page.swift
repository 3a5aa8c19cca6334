// SPDX-License-Identifier: Apache-2.0

extension ComparisonReport {
    /// The report as one HTML file that fetches nothing, runs no script, and is fit for light and dark screens of any
    /// width and for paper.
    ///
    /// - Parameter comparison: What changed against an earlier report, to be shown with it.
    public func page(comparison: BaselineComparison? = nil) -> String {
        var page = PageText()
        page.add("<!doctype html>")
        page.add("<html lang=\"en\"><head><meta charset=\"utf-8\">")
        page.add("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">")
        // Nothing may be fetched, whatever the page says.
        let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        page.add("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">")
        page.add("<link rel=\"icon\" href=\"data:,\">")
        page.add("<title>\(HTML.escaped(title))</title>")
        page.add("<style>\(Stylesheet.text)</style></head><body>")
        addHead(to: &page)
        if let comparison { add(comparison, to: &page) }
        for (index, scenario) in scenarios.enumerated() { scenario.addSection(number: index + 1, to: &page) }
        addFoot(to: &page)
        page.add("</body></html>")
        return page.text
    }

    private func addHead(to page: inout PageText) {
        page.add("<header><h1>\(HTML.escaped(title))</h1>")
        if isPartial || scenarios.contains(where: \.isPartial) {
            page.add(
                "<p class=\"partial\">Partial: the comparison was broken off. What follows is what had been measured; "
                    + "rounds, policies or scenarios are missing.</p>"
            )
        }
        if let caveat { page.add("<p class=\"muted\">\(HTML.escaped(caveat))</p>") }
        page.add("</header><section id=\"summary\"><h3>Which policy won where</h3>")
        page.add(
            "<div class=\"scroll\"><table class=\"words\"><thead><tr><th>Scenario</th><th>Best</th><th>In words</th></tr>"
        )
        page.add("</thead><tbody>")
        for (index, scenario) in scenarios.enumerated() {
            let verdict = scenario.verdict(scenario.headline)
            let best =
                verdict.map { $0.best.count == scenario.measured.count ? "–" : ScenarioReport.list($0.best) } ?? "–"
            let words = verdict?.sentence ?? "There is nothing to compare."
            let name = "<a href=\"#s\(index + 1)\">\(HTML.escaped(scenario.title))</a>"
            page.add("<tr><td>\(name)</td><td><b>\(HTML.escaped(best))</b></td><td>\(HTML.escaped(words))</td></tr>")
        }
        page.add("</tbody></table></div></section>")
    }

    private func add(_ comparison: BaselineComparison, to page: inout PageText) {
        page.add("<section id=\"baseline\"><h3>Against the baseline</h3>")
        for line in comparison.lines.prefix(1) { page.add("<p>\(HTML.escaped(line))</p>") }
        page.add("<div class=\"scroll\"><table><thead><tr><th>Scenario</th><th>Policy</th><th>Quantity</th>")
        page.add("<th>Change of the median</th></tr></thead><tbody>")
        for change in comparison.changes where change.isRegression || abs(change.worsening) > comparison.tolerance / 2 {
            let style = change.isRegression ? " class=\"worse\"" : ""
            let cells = [change.scenario, change.policy, change.quantity].map { "<td>\(HTML.escaped($0))</td>" }
            page.add("<tr>\(cells.joined())<td\(style)>\(HTML.escaped(change.text))</td></tr>")
        }
        page.add("</tbody></table></div>")
        for note in comparison.unmatched {
            page.add("<p class=\"muted\">\(HTML.escaped(note)), so it is not compared.</p>")
        }
        page.add("</section>")
    }

    private func addFoot(to page: inout PageText) {
        page.add("<section id=\"environment\"><h2>Where this was made</h2>")
        page.add("<div class=\"scroll\"><table class=\"words\"><tbody>")
        for fact in environment {
            page.add("<tr><td>\(HTML.escaped(fact.name))</td><td>\(HTML.escaped(fact.value))</td></tr>")
        }
        page.add("</tbody></table></div>")
        page.add("<p class=\"muted\">Made again by <code>\(HTML.escaped(command))</code>.</p></section>")
    }
}

extension ScenarioReport {
    fileprivate func addSection(number: Int, to page: inout PageText) {
        page.add(
            "<section id=\"s\(number)\"><h2>\(HTML.escaped(title)) <span class=\"badge\">\(ground.rawValue)</span>"
        )
        if isPartial { page.add(" <span class=\"badge\">partial</span>") }
        page.add("</h2><p class=\"muted\">\(HTML.escaped(summary))</p><ul>")
        for verdict in verdicts { page.add("<li>\(HTML.escaped(verdict.sentence))</li>") }
        page.add("</ul>")
        let table = table
        page.add("<div class=\"scroll\"><table><thead><tr>")
        for cell in table.first ?? [] { page.add("<th>\(HTML.escaped(cell))</th>") }
        page.add("</tr></thead><tbody>")
        for row in table.dropFirst() {
            page.add("<tr>" + row.map { "<td>\(HTML.escaped($0))</td>" }.joined() + "</tr>")
        }
        page.add("</tbody></table></div>")
        let goalText = goal.map { " In time is what was answered within \(Figure.time($0))." } ?? ""
        let clientText = hasClientTime ? " CPU/read is the client's processor time for a read." : ""
        page.add("<p class=\"muted\">Medians over the rounds.\(goalText)\(clientText)</p>")
        page.add("<div class=\"figures\">")
        for chart in charts() {
            let tag = "<figure id=\"s\(number)-\(chart.kind)\" class=\"\(chart.kind)\">"
            page.add("\(tag)<h3>\(HTML.escaped(chart.title))</h3>\(chart.svg)")
            page.add(
                "<figcaption>\(chart.caption) Made again by <code>\(HTML.escaped(command))</code>.</figcaption></figure>"
            )
        }
        page.add("</div></section>")
    }
}

/// Collects the lines of a page.
private struct PageText {
    var text = ""

    mutating func add(_ line: String) { text += line + "\n" }
}

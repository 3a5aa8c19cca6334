// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PolicyReport
import PolicyReportFiles

/// `replicactl bench report`
struct BenchReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Shows the report of an earlier comparison again: tables, page, charts.",
        discussion: """
            Measures nothing. Takes the JSON of a comparison on real or on simulated nodes, as `bench policies` writes it \
            beside its page and as --json prints it there and in `simulate`. The tables go to standard output.

            A chart is named after its scenario and what it shows, such as real-slow-latency; its file is an SVG with \
            everything in it, for light and dark readers.

            The exit status is 0; 1 when a file cannot be read or written, or with --baseline when something is worse by \
            more than the tolerance.

            Example:
              replicactl bench report bench-policies.json --html bench-policies.html
              replicactl bench report new.json --baseline old.json --tolerance 0.3
              replicactl bench report bench-policies.json --charts images --only real-slow-latency,real-killed-timeline
            """
    )

    @Argument(help: "The JSON of a report.")
    var file: String

    @Option(help: ArgumentHelp("Write the HTML page.", valueName: "file"))
    var html: String?

    @Option(help: ArgumentHelp("Write each chart as an SVG file.", valueName: "folder"))
    var charts: String?

    @Option(help: ArgumentHelp("Write these charts and no others, with commas between.", valueName: "names"))
    var only: CommaSeparated<String>?

    @Option(help: ArgumentHelp("Compare with an earlier report.", valueName: "file"))
    var baseline: String?

    @Option(help: "How much worse than the baseline a median may be: 0.25 is 25 %.")
    var tolerance = 0.25

    func validate() throws {
        guard tolerance >= 0, tolerance.isFinite else {
            throw ValidationError("--tolerance is \(tolerance); valid is a number of at least 0, such as 0.25.")
        }
        guard only == nil || charts != nil else {
            throw ValidationError("--only chooses among the charts of --charts, which is missing.")
        }
    }

    func run() async throws {
        let report = try ReportFile.read(file)
        let former = try baseline.map { try ReportFile.read($0) }
        let change = former.map { BaselineComparison(of: report, with: $0, tolerance: tolerance) }
        let places = ReportPlaces(page: html, charts: charts, chartNames: only?.elements)
        try places.prepare()
        StandardOutput.write(report.text(width: 100))
        let notes = (change?.lines ?? []) + (try places.write(report, comparison: change))
        StandardOutput.write(notes.map { $0 + "\n" }.joined())
        if let change, !change.regressions.isEmpty { throw ExitCode.failure }
    }
}

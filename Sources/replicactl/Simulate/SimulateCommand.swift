// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PolicyReport
import PolicyReportFiles
import RoutingSimulator

/// `replicactl simulate`
struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Compares routing policies on simulated nodes.",
        discussion: """
            Runs a scenario, from a file or one of those that come with the program, under each policy, several rounds of \
            each, and prints a table and what it says in words. The nodes, the network, the clients and the time are \
            simulated; what decides is the library itself.

            The same scenario, policies, rounds and seed give the same output, byte for byte. The speed, in events per \
            second, goes to standard error.

            Ctrl-C ends the simulation; what was measured until then is reported and marked as partial.

            The exit status is 0 when all ran; 1 when a file, a scenario or a policy cannot be used, or with \
            --baseline when something is worse by more than the tolerance; 130 after Ctrl-C.

            Example:
              replicactl simulate --list
              replicactl simulate slow-replica
              replicactl simulate --show slow-replica > mine.json
              replicactl simulate mine.json --policies weighted,peakEWMA
              replicactl simulate mine.json --rounds 9 --report mine.html
              replicactl simulate mine.json --json > old.json
              replicactl simulate mine.json --baseline old.json --tolerance 0.05
            """
    )

    @OptionGroup var options: SimulateOptions

    func run() async throws {
        if options.list {
            StandardOutput.write(SimulateListing.text + "\n")
            return
        }
        if let name = options.show {
            StandardOutput.write(try SimulateListing.file(of: name))
            return
        }
        let comparison = Comparison(try options.inputs(), options: options)
        let baseline = try options.baseline.map { try ReportFile.read($0) }
        try options.places.prepare()
        let partial = PartialReport()
        var isInterrupted = false
        do {
            try await Interruption.cancelling({ try await comparison.run(into: partial) }, atOnce: {})
        } catch is Interruption {
            isInterrupted = true
        }
        let report = partial.report(of: comparison, isPartial: isInterrupted)
        try write(report, against: baseline)
        if isInterrupted { throw ExitCode(Interruption.exitStatus) }
    }

    private func write(_ report: ComparisonReport, against baseline: ComparisonReport?) throws {
        let change = baseline.map { BaselineComparison(of: report, with: $0, tolerance: options.tolerance) }
        StandardOutput.write(options.json ? try ReportFile.json(report) : report.text(width: 100))
        if let change {
            let lines = change.lines.joined(separator: "\n") + "\n"
            StandardOutput.write(lines, to: options.json ? 2 : 1)
        }
        for sentence in try options.places.write(report, comparison: change) { StandardError.print(sentence) }
        if let change, !change.regressions.isEmpty { throw ExitCode.failure }
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PolicyReport

/// `bench-policies`, or `bench-policies compare`.
struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares routing policies on a throwaway PostgreSQL cluster.",
        discussion: """
            Starts a primary and its replicas on this machine and sends them the same traffic under each policy, in \
            rounds in which the policies take turns: with all nodes healthy, with one replica slow, paused, killed and \
            restarted, or lagging, with a burst of writes, and with the primary alone. Progress goes to standard error, \
            the tables to standard output, and the page with its charts, the JSON beside it, to --report.

            The defaults take less than 10 minutes on two cores, --quick less than 90 seconds. Ctrl-C ends everything \
            that was started and still writes what was measured, marked as partial; a second one ends at once.

            The exit status is 0 when all ran; 1 when the comparison could not be run, or with --baseline when something \
            is worse by more than the tolerance; 130 after Ctrl-C.

            Example:
              bench-policies --quick
              bench-policies --scenarios slow,killed --policies weighted,peakEWMA --rounds 5 --report slow.html
              bench-policies --json > old.json
              bench-policies --baseline old.json --tolerance 0.3
            """
    )

    @OptionGroup var options: PolicyOptions

    func run() async throws {
        // What cannot be read is to be said now, and not after ten minutes.
        let baseline = try options.baseline.map { try ReportFile.read($0) }
        let added = try options.add.map { try ReportFile.read($0) }
        let collector = ResultCollector(options)
        let progress = RoundProgress(total: options.plan.roundCount)
        let comparison = PolicyComparison(options: options, collector: collector, progress: progress)
        var isInterrupted = false
        var failure: (any Error)?
        do {
            try await Interruption.cancelling(comparison.run, atOnce: progress.end)
        } catch is Interruption {
            isInterrupted = true
        } catch {
            failure = PolicyBenchmarkError.sentence(for: error)
        }
        progress.end()
        var report = collector.report(isPartial: isInterrupted || failure != nil)
        if let added { report.include(added) }
        if let firstFailure = collector.firstFailure { progress.note("The first read that failed: \(firstFailure)") }
        // Where nothing was measured a failure is all there is to say.
        if failure == nil || report.scenarios.contains(where: { !$0.policies.allSatisfy(\.rounds.isEmpty) }) {
            try write(report, against: baseline, progress)
        }
        if let failure { throw failure }
        if isInterrupted { throw ExitCode(Interruption.exitStatus) }
    }

    private func write(
        _ report: ComparisonReport,
        against baseline: ComparisonReport?,
        _ progress: RoundProgress
    ) throws {
        let change = baseline.map { BaselineComparison(of: report, with: $0, tolerance: options.tolerance) }
        let json = try ReportFile.json(report)
        StandardOutput.write(options.json ? json : report.text(width: 100))
        if options.plan.rounds == 1 {
            let note = "With one round of each nothing tells a difference from chance: more rounds show the spread.\n"
            StandardOutput.write(note, to: options.json ? 2 : 1)
        }
        if let change { StandardOutput.write(change.lines.joined(separator: "\n") + "\n", to: options.json ? 2 : 1) }
        try ReportFile.write(json, to: ReportFile.dataPath(besides: options.report))
        try ReportFile.write(report.page(comparison: change), to: options.report)
        let place = "The report is in \(ReportFile.absolute(options.report))"
        if options.json { progress.note(place) } else { StandardOutput.write(place + "\n") }
        if let change, !change.regressions.isEmpty { throw ExitCode.failure }
    }
}

extension ComparisonReport {
    /// Takes the scenarios of another report in behind its own, such as those of the simulator.
    fileprivate mutating func include(_ other: ComparisonReport) {
        scenarios += other.scenarios
        isPartial = isPartial || other.isPartial
        environment += other.environment.map { Fact("\($0.name) (of the added report)", $0.value) }
    }
}

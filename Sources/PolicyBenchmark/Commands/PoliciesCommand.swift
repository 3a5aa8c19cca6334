// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser
import CommandLineSupport
import PolicyReport
import PolicyReportFiles

/// `replicactl bench policies`: routing policies compared on a throwaway PostgreSQL cluster.
public struct PoliciesCommand: AsyncParsableCommand {
    /// The name and the help.
    public static let configuration = CommandConfiguration(
        commandName: "policies",
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
              replicactl bench policies --quick
              replicactl bench policies --scenarios slow,killed --policies weighted,peakEWMA --rounds 5 --report slow.html
              replicactl bench policies --json > old.json
              replicactl bench policies --baseline old.json --tolerance 0.3
            """,
        aliases: ["compare"]
    )

    @OptionGroup var options: PolicyOptions

    /// Makes a command with the default options.
    public init() {}

    /// Runs the comparison, writes its report, and ends all that was started.
    public func run() async throws {
        // What cannot be read or written is to be said now, and not after ten minutes.
        let baseline = try options.baseline.map { try ReportFile.read($0) }
        let added = try options.add.map { try ReportFile.read($0) }
        try options.places.prepare()
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
        var isWorse = false
        if failure == nil || report.scenarios.contains(where: { !$0.policies.allSatisfy(\.rounds.isEmpty) }) {
            isWorse = try write(report, against: baseline)
        }
        if let failure { throw failure }
        if isInterrupted { throw ExitCode(Interruption.exitStatus) }
        if isWorse { throw ExitCode.failure }
    }

    /// - Returns: Whether something is worse than in the baseline.
    private func write(_ report: ComparisonReport, against baseline: ComparisonReport?) throws -> Bool {
        let change = baseline.map { BaselineComparison(of: report, with: $0, tolerance: options.tolerance) }
        StandardOutput.write(options.json ? try ReportFile.json(report) : report.text(width: 100))
        let notes = (change?.lines ?? []) + (try options.places.write(report, comparison: change))
        StandardOutput.write(notes.map { $0 + "\n" }.joined(), to: options.json ? 2 : 1)
        return change.map { !$0.regressions.isEmpty } ?? false
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

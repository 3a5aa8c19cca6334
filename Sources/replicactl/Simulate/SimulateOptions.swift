// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import PolicyReportFiles
import RoutingSimulator

/// The arguments of `replicactl simulate`.
struct SimulateOptions: ParsableArguments {
    @Argument(help: "Scenario files, or names out of --list.")
    var scenarios: [String] = []

    @Flag(help: "List the scenarios and policies that come with the program.")
    var list = false

    @Option(help: ArgumentHelp("Print the file of a scenario that comes with the program.", valueName: "name"))
    var show: String?

    @Option(
        help: ArgumentHelp(
            "Compare these, with commas between (default: the file's, or all that spread).",
            valueName: "names"
        )
    )
    var policies: String?

    @Option(help: "The seed of the first round (default: the file's, or 1). The next rounds count up from it.")
    var seed: UInt64?

    @Option(help: "How often each policy is run, with another seed each time.")
    var rounds = 5

    @Flag(help: "Print the report as JSON on standard output, and nothing else there.")
    var json = false

    @Option(help: ArgumentHelp("Write the report as an HTML page.", valueName: "file"))
    var report: String?

    @Option(help: ArgumentHelp("Write each chart as an SVG file of its own.", valueName: "folder"))
    var charts: String?

    @Option(help: ArgumentHelp("Compare with an earlier report, as --json printed it.", valueName: "file"))
    var baseline: String?

    @Option(help: "How much worse than the baseline a median may be: 0.1 is 10 %.")
    var tolerance = 0.1

    func validate() throws {
        guard list || show != nil || !scenarios.isEmpty else {
            throw ValidationError("there is no scenario: name a file, or one of the scenarios that --list lists")
        }
        guard (1...1_000).contains(rounds) else {
            throw ValidationError("--rounds is \(rounds): valid is 1 to 1000")
        }
        guard tolerance >= 0, tolerance.isFinite else {
            throw ValidationError("--tolerance is \(tolerance): valid is a number of at least 0, such as 0.1")
        }
    }

    /// Where the report goes.
    var places: ReportPlaces { ReportPlaces(page: report, charts: charts) }

    /// The scenarios with their policies and seeds.
    ///
    /// - Throws: ``SimulateError``.
    func inputs() throws -> [Comparison.Input] {
        let chosen = try policies.map { text in
            try SimulateError.translating(in: "--policies") {
                try text.split(separator: ",").map { try SimulatedPolicy.named(String($0)) }
            }
        }
        if let chosen, chosen.isEmpty {
            throw SimulateError("--policies: there is no name: valid are \(SimulateListing.policies)")
        }
        return try scenarios.map { name in
            let file = try ScenarioSource.read(name)
            let own = try SimulateError.translating(in: name) {
                try file.policies?.map { try SimulatedPolicy.named($0) }
            }
            return Comparison.Input(
                name: name,
                scenario: file.scenario,
                policies: chosen ?? own ?? SimulatedPolicy.spreading,
                seed: seed ?? file.seed ?? 1
            )
        }
    }

    /// The command that does the same again, for one scenario or all.
    func commandLine(for names: [String]) -> String {
        var words = ["replicactl", "simulate"] + names.map(Self.quoted)
        if let policies { words += ["--policies", Self.quoted(policies)] }
        if let seed { words += ["--seed", "\(seed)"] }
        words += ["--rounds", "\(rounds)"]
        return words.joined(separator: " ")
    }

    var commandLine: String { commandLine(for: scenarios) }

    /// A word as a shell takes it.
    private static func quoted(_ word: String) -> String {
        let plain = word.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || [43, 44, 45, 46, 47, 58, 61, 64, 95].contains(byte)
        }
        return plain && !word.isEmpty
            ? word : "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

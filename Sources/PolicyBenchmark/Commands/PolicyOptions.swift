// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CommandLineSupport
import PolicyReportFiles

/// The arguments of a comparison on real servers.
struct PolicyOptions: ParsableArguments {
    @Option(help: "Some of \(ScenarioKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var scenarios = CommaSeparated(ScenarioKind.allCases)

    @Option(help: "Some of \(PolicyKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var policies = CommaSeparated(PolicyKind.usual)

    @Option(help: "How many rounds of each policy in each scenario, 1 to 50. Default: 3, with --quick 1.")
    var rounds: Int?

    @Option(help: "How many seconds of a round are measured, 0.5 to 60. Default: 2.5, with --quick 0.8.")
    var seconds: Double?

    @Flag(help: "One short round of each: in under 90 seconds, for a first look.")
    var quick = false

    @Option(help: "The weights of the primary and of 1 to 8 replicas.")
    var weights = CommaSeparated([0, 2, 1, 1] as [Double])

    @Option(help: "How many clients read and write at the same time, 1 to 64.")
    var clients = 6

    @Option(help: "The seed of the clients' keys in the first round; it counts up from there.")
    var seed: UInt64 = 1

    @Flag(help: "Print the report as JSON on standard output, and nothing else there.")
    var json = false

    @Option(help: ArgumentHelp("The HTML page to write; the JSON goes beside it.", valueName: "file"))
    var report = "bench-policies.html"

    @Option(help: ArgumentHelp("Also write each chart as an SVG file of its own.", valueName: "folder"))
    var charts: String?

    @Option(help: ArgumentHelp("Add the scenarios of another report, as --json printed it.", valueName: "file"))
    var add: String?

    @Option(help: ArgumentHelp("Compare with an earlier report, as --json printed it.", valueName: "file"))
    var baseline: String?

    @Option(help: "How much worse than the baseline a median may be: 0.25 is 25 %.")
    var tolerance = 0.25

    func validate() throws {
        if let rounds, !(1...50).contains(rounds) {
            throw ValidationError("--rounds is \(rounds); valid are 1 to 50.")
        }
        if let seconds, !(0.5...60).contains(seconds) {
            throw ValidationError("--seconds is \(seconds); valid are 0.5 to 60.")
        }
        guard (1...64).contains(clients) else { throw ValidationError("--clients is \(clients); valid are 1 to 64.") }
        guard tolerance >= 0, tolerance.isFinite else {
            throw ValidationError("--tolerance is \(tolerance); valid is a number of at least 0, such as 0.25.")
        }
        let weights = weights.elements
        guard (2...9).contains(weights.count) else {
            throw ValidationError("--weights has \(weights.count) numbers; valid are 2 to 9, the primary's first.")
        }
        for weight in weights where !weight.isFinite || weight < 0 {
            throw ValidationError("--weights holds \(weight); valid are finite numbers of at least 0.")
        }
        guard weights.dropFirst().contains(where: { $0 > 0 }) else {
            throw ValidationError("--weights gives no replica any weight; at least one needs some.")
        }
        try refuseRepeated(scenarios.elements, "--scenarios")
        try refuseRepeated(policies.elements, "--policies")
    }

    private func refuseRepeated<Element: Hashable & RawRepresentable>(_ elements: [Element], _ name: String) throws {
        for (index, element) in elements.enumerated() where elements[..<index].contains(element) {
            throw ValidationError("\(name) names \(element.rawValue) twice; once is enough.")
        }
    }

    /// The page, the JSON beside it, and the charts.
    var places: ReportPlaces {
        ReportPlaces(page: report, data: ReportFile.dataPath(beside: report), charts: charts)
    }

    var plan: ComparisonPlan {
        ComparisonPlan(
            scenarios: scenarios.elements,
            policies: policies.elements,
            rounds: rounds ?? (quick ? 1 : 3),
            seconds: seconds ?? (quick ? 0.8 : 2.5),
            weights: weights.elements,
            clients: clients
        )
    }

    /// The command that does the same again, for some scenarios or all.
    func commandLine(for scenarios: [ScenarioKind]) -> String {
        let plan = plan
        return [
            "replicactl", "bench", "policies", "--scenarios", scenarios.map(\.rawValue).joined(separator: ","),
            "--policies", plan.policies.map(\.rawValue).joined(separator: ","), "--rounds", "\(plan.rounds)",
            "--seconds", "\(plan.seconds)", "--weights", plan.weights.map(ComparisonPlan.text).joined(separator: ","),
            "--clients", "\(plan.clients)", "--seed", "\(seed)",
        ].joined(separator: " ")
    }
}

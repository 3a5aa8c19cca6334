// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// Times routing decisions, beside django-balancer's.
@main
struct BenchRouter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-router",
        abstract: "Times routing decisions: every router, three nodes and a thousand, threads, sessions.",
        discussion: """
            Times are processor time of this process for each decision, the median over the rounds; so what else the \
            machine does matters little. Each round runs everything once, and django-balancer 0.5 beside it where \
            python3 and PyPI can be reached; ratios are taken within a round. Progress goes to standard error.

            Example:
              bench-router --rounds 9
              bench-router --json | jq '.decisions[] | select(.nodes == 3)'
            """
    )

    @Option(help: "How many rounds, 1 to 100.")
    var rounds = 5

    @Option(help: "How many decisions a time is taken of, 1000 to 100000000.")
    var decisions = 500_000

    @Option(help: "How many threads decide at once, 1 to 64.")
    var threads = 8

    @Option(help: "How many sessions live at once, 1 to 10000000; 0 for none.")
    var sessions = 1_000_000

    @Flag(inversion: .prefixedNo, help: "Measure django-balancer, too.")
    var django = true

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is \(rounds); valid are 1 to 100.") }
        guard (1_000...100_000_000).contains(decisions) else {
            throw ValidationError("--decisions is \(decisions); valid are 1000 to 100000000.")
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is \(threads); valid are 1 to 64.") }
        guard (0...10_000_000).contains(sessions) else {
            throw ValidationError("--sessions is \(sessions); valid are 0 to 10000000.")
        }
    }

    func run() async throws {
        var result = BenchmarkResult()
        let balancer = django ? await DjangoBalancer.installed() : nil
        let cases = DecisionCase.all
        for round in 1...rounds {
            Progress.note("round \(round) of \(rounds)")
            var times: [DecisionCase: Double] = [:]
            for decisionCase in cases {
                times[decisionCase] = try DecisionTimer(decisionCase).nanoseconds(decisions: decisions)
            }
            result.add(times)
            result.add(try await balancer?.measure() ?? [:], beside: times)
            result.threads.append(
                try ThreadsBenchmark(threads: threads, sharesTickets: false).run(decisions: decisions)
            )
            result.ticketed.append(
                try ThreadsBenchmark(threads: threads, sharesTickets: true).run(decisions: decisions)
            )
            if sessions > 0 { result.sessions.append(try SessionsBenchmark(count: sessions).run()) }
        }
        for decisionCase in cases {
            result.allocations[decisionCase] = try DecisionTimer(decisionCase).allocations(decisions: 10_000)
        }
        print(json ? try result.json() : result.table())
    }
}

// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `bench-client`, or `bench-client run`.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs every client on a throwaway server and prints medians and ratios.",
        discussion: """
            Each round runs every client once, in another order; a ratio is taken within a round and its median over \
            the rounds is shown. Progress goes to standard error, the table or the JSON to standard output.

            Example:
              bench-client --cases point --connections 8 --rounds 9
              bench-client --cases point --apart
              bench-client --json | jq '.rows[] | select(.client == "global")'
            """
    )

    @Option(help: "How many rounds, 1 to 100.")
    var rounds = 5

    @Option(help: "How long a slice is. Default: 2, or less where the run would take more than two and a half minutes.")
    var seconds: Double?

    @Option(help: "Some of \(BenchmarkCase.allCases.map(\.rawValue).joined(separator: ", ")).")
    var cases = CommaSeparated(BenchmarkCase.allCases)

    @Option(help: "Some of \(ClientKind.allCases.map(\.rawValue).joined(separator: ", ")).")
    var clients = CommaSeparated(ClientKind.standard)

    @Option(help: "Numbers of connections for the case point, 1 to 200 each.")
    var connections = CommaSeparated([1, 8, 16, 64])

    @Flag(help: "Run the server on one half of the processor cores and each client on the other half (Linux).")
    var apart = false

    @Flag(inversion: .prefixedNo, help: "Count heap allocations and the memory of idle connections, too.")
    var heap = true

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        guard (1...100).contains(rounds) else { throw ValidationError("--rounds is \(rounds); valid are 1 to 100.") }
        if let seconds, !(0.1...60).contains(seconds) {
            throw ValidationError("--seconds is \(seconds); valid are 0.1 to 60.")
        }
        for count in connections.elements where !(1...200).contains(count) {
            throw ValidationError("--connections holds \(count); valid are 1 to 200.")
        }
    }

    func run() async throws {
        let plan = makePlan()
        let progress = Progress(total: plan.sliceCount)
        progress.note("starting a server and filling it with \(BenchmarkServer.rows) rows")
        if apart { progress.note("the server has one half of the processor cores, each client the other half") }
        let (results, heap) = try await BenchmarkServer.with(isApart: apart) { server in
            let runner = try SliceRunner(server)
            progress.note(
                "PostgreSQL \(server.version), \(plan.rounds) rounds of \(plan.seconds.formatted(places: 2)) s a slice"
            )
            let results = try await measure(plan, runner, progress)
            let heap = self.heap ? try await HeapReport.measure(clients: clients.elements, runner, progress) : nil
            return (results, heap)
        }
        progress.end()
        if json {
            print(try JSONReport(results).text)
            if let heap { progress.note(heap.text) }
        } else {
            print(TableReport(results).text)
            if let heap { print("\n" + heap.text) }
        }
    }

    private func makePlan() -> BenchmarkPlan {
        let groups = cases.elements.flatMap { $0.groups(connections: connections.elements) }.map { group in
            var group = group
            group.lanes.removeAll { !clients.elements.contains($0.client) }
            return group
        }
        return BenchmarkPlan(groups: groups, rounds: rounds, seconds: seconds)
    }

    private func measure(
        _ plan: BenchmarkPlan,
        _ runner: SliceRunner,
        _ progress: Progress
    ) async throws -> [GroupResult] {
        var results = plan.groups.map { GroupResult(group: $0) }
        for round in 0..<plan.rounds {
            for index in results.indices {
                let group = results[index].group
                var reports: [Lane: SliceReport] = [:]
                for lane in group.order(inRound: round) {
                    let place = "round \(round + 1): \(group.benchmark.rawValue), \(lane.client.rawValue), "
                    progress.step(place + "\(lane.connections) connections")
                    do {
                        reports[lane] = try await runner.run(group.benchmark, lane, seconds: plan.seconds)
                    } catch let error as BenchmarkError where error.code == .unreadableReport {
                        // pgbench reports nothing where the machine stands still for its second: that costs this slice,
                        // not the run.
                        progress.note("again, \(lane.client.rawValue): \(error.message)")
                        reports[lane] = try await runner.run(group.benchmark, lane, seconds: plan.seconds)
                    }
                }
                results[index].rounds.append(reports)
            }
        }
        return results
    }
}

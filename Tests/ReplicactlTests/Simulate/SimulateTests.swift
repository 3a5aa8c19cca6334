// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Foundation
import PolicyReport
import PolicyReportFiles
import ReplicaRouting
import RoutingSimulator
import Testing

@testable import replicactl

@Suite
struct SimulateTests {
    private static let scenario = """
        {"name": "tiny", "nodes": [{"name": "primary", "role": "primary", "weight": 0}, {"name": "r", "count": 3}],
         "load": {"open": {"perSecond": 200}}, "duration": "2s", "writes": 0.1, "processes": 2,
         "faults": [{"kind": "killed", "nodes": ["r-1"], "at": "500ms", "for": "500ms"}]}
        """

    private func withFile<Answer>(_ text: String, _ body: (String) async throws -> Answer) async throws -> Answer {
        let path = FileManager.default.temporaryDirectory.appending(path: "scenario-\(UUID().uuidString).json").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }

    private func error(_ body: () throws -> Void) throws -> String {
        try #require(throws: SimulateError.self) { try body() }.description
    }

    @Test("a file is simulated under each policy, and the same again gives the same bytes")
    func same() async throws {
        try await withFile(Self.scenario) { path in
            let options = try SimulateOptions.parse([
                path, "--rounds", "2", "--policies", "weighted,peakEWMA", "--seed", "7",
            ])
            var outputs: Set<String> = []
            for _ in 0..<2 {
                let comparison = Comparison(try options.inputs(), options: options)
                let partial = PartialReport()
                try await comparison.run(into: partial)
                let report = partial.report(of: comparison, isPartial: false)
                outputs.insert(try ReportFile.json(report))
                #expect(!report.isPartial)
                #expect(report.environment.contains(.init("seeds", "7 to 8")))
                let scenario = try #require(report.scenarios.first)
                #expect(scenario.policies.map(\.policy) == ["weighted", "peakEWMA"])
                #expect(scenario.policies.allSatisfy { $0.rounds.map(\.seed) == [7, 8] })
                #expect(
                    scenario.command == "replicactl simulate \(path) --policies weighted,peakEWMA --seed 7 --rounds 2"
                )
                let round = try #require(scenario.policies.first?.rounds.first)
                #expect(round.reads > 200)
                #expect(round.nodes.map(\.name) == ["primary", "r-1", "r-2", "r-3"])
                #expect(round.faults.first?.toNotice.count == 2)
                #expect(round.timeline != nil)
                #expect(scenario.policies.first?.rounds.last?.timeline == nil)
            }
            #expect(outputs.count == 1)
        }
    }

    @Test("a comparison that is cancelled keeps what it had, and is partial")
    func cancelled() async throws {
        try await withFile(Self.scenario) { path in
            let options = try SimulateOptions.parse([path, "--rounds", "1000"])
            let comparison = Comparison(try options.inputs(), options: options)
            let partial = PartialReport()
            let work = Task { try await comparison.run(into: partial) }
            while !partial.report(of: comparison, isPartial: false).scenarios.contains(where: {
                $0.policies.contains { !$0.rounds.isEmpty }
            }) {
                await Task.yield()
            }
            work.cancel()
            await #expect(throws: CancellationError.self) { try await work.value }
            let report = partial.report(of: comparison, isPartial: false)
            #expect(report.isPartial)
            #expect(report.page().contains("class=\"partial\""))
        }
    }

    @Test("many nodes are taken together, but for those that something happens to")
    func groups() throws {
        var scenario = Scenario(
            name: "many",
            nodes: [NodeGroup(name: "p", role: .primary, weight: 0), NodeGroup(name: "r", count: 40, weight: 2)]
        )
        scenario.duration = .seconds(1)
        scenario.faults = [.slow(["r-7"], by: 2, at: .zero, for: .seconds(1))]
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        let round = SimulatedRound(result, keepsTimeline: false).round
        #expect(round.nodes.map(\.name) == ["p", "r-7", "39 others"])
        #expect(round.nodes[2].count == 39)
        #expect(round.nodes[2].weight == 78)
        #expect(round.nodes.reduce(0) { $0 + $1.reads } == result.reads.count)
        #expect(round.nodes[2].leastReads <= round.nodes[2].mostReads)
    }

    @Test("what is wrong with a file is said with its name and place")
    func wrongFiles() async throws {
        try await withFile(#"{"name": "x", "nodes": [{"name": "a", "weight": -1}], "duration": "1s"}"#) { path in
            let text = try error { _ = try ScenarioSource.read(path) }
            #expect(text.hasPrefix("\(path): nodes: "))
            #expect(text.contains("at least 0"))
        }
        try await withFile("{\"name\": \n oops}") { path in
            let text = try error { _ = try ScenarioSource.read(path) }
            #expect(text.hasPrefix("\(path): this is not JSON: "))
            #expect(text.contains("character"))
        }
        #expect(try error { _ = try ScenarioSource.read("no-such") }.contains("slow-replica"))
        #expect(try error { _ = try SimulateListing.file(of: "no-such") }.contains("slow-replica"))
    }

    @Test("what is wrong with the options is said with what is valid")
    func wrongOptions() throws {
        #expect(throws: (any Error).self) { try SimulateOptions.parse([]) }
        #expect(throws: (any Error).self) { try SimulateOptions.parse(["healthy", "--rounds", "0"]) }
        #expect(throws: (any Error).self) { try SimulateOptions.parse(["healthy", "--tolerance", "-1"]) }
        let options = try SimulateOptions.parse(["healthy", "--policies", "best"])
        #expect(try error { _ = try options.inputs() }.contains("valid are random, weighted"))
        #expect(
            try error { _ = try SimulateOptions.parse(["healthy", "--policies", ","]).inputs() }.contains("no name")
        )
    }

    @Test("the command that makes a report again can be pasted into a shell")
    func commandLine() throws {
        let options = try SimulateOptions.parse(["my file's.json", "--rounds", "3"])
        #expect(options.commandLine == #"replicactl simulate 'my file'\''s.json' --rounds 3"#)
    }

    @Test("the list names every scenario and policy")
    func list() {
        for shipped in ShippedScenario.all { #expect(SimulateListing.text.contains(shipped.name)) }
        for policy in SimulatedPolicy.all { #expect(SimulateListing.text.contains(policy.name)) }
    }
}

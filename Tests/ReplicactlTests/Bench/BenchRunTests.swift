// SPDX-License-Identifier: Apache-2.0

import Foundation
import PolicyReport
import PolicyReportFiles
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("A run of the comparisons on real servers", .serialized, .timeLimit(.minutes(3)))
struct BenchRunTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bench-run-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    @Test("policies are compared, the report and its charts are written, they can be made again, and nothing is left")
    func policies() async throws {
        try await withFolder { folder in
            let program = try Program([
                "bench", "policies", "--scenarios", "killed", "--policies", "weighted,roundRobin", "--rounds", "1",
                "--seconds", "1", "--weights", "0,1,1", "--clients", "2", "--json", "--report", folder + "/a.html",
                "--charts", folder + "/charts",
            ])
            #expect(await program.status() == 0, "\(program.errors)")
            #expect(program.leftovers == .none)
            #expect(program.errors.contains("The report is in \(folder)/a.html"))
            let report = try ReportFile.read(folder + "/a.json")
            #expect(program.output == (try ReportFile.json(report)))
            #expect(!report.isPartial)
            let scenario = try #require(report.scenarios.first)
            #expect(scenario.policies.map(\.policy) == ["weighted", "roundRobin"])
            for round in scenario.policies.flatMap(\.rounds) {
                #expect(round.reads > 0)
                #expect(round.failedReads == 0)
                #expect((round.clientMicrosecondsPerRead ?? 0) > 0)
                #expect(round.nodes.map(\.name) == ["primary", "replica-1", "replica-2"])
            }
            let page = try String(contentsOfFile: folder + "/a.html", encoding: .utf8)
            #expect(page.contains("id=\"s1-cost\""))

            let again = try Program([
                "bench", "report", folder + "/a.json", "--html", folder + "/b.html", "--charts", folder + "/again",
                "--only", "real-killed-timeline", "--baseline", folder + "/a.json",
            ])
            #expect(await again.status() == 0, "\(again.errors)")
            #expect(again.output.contains("One replica killed and restarted (real)"))
            #expect(again.output.contains("nothing of"))
            #expect(again.output.hasSuffix("The report is in \(folder)/b.html\n"))
            let chart = "/real-killed-timeline.svg"
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder + "/again") == [String(chart.dropFirst())]
            )
            #expect(
                try Data(contentsOf: URL(fileURLWithPath: folder + "/again" + chart))
                    == Data(contentsOf: URL(fileURLWithPath: folder + "/charts" + chart))
            )
        }
    }

    @Test(
        "an interrupted comparison reports what it measured, marked as partial, and leaves nothing",
        arguments: [SIGINT, SIGTERM]
    )
    func interrupted(_ signal: Int32) async throws {
        try await withFolder { folder in
            let program = try Program([
                "bench", "policies", "--scenarios", "paused", "--policies", "weighted,roundRobin", "--rounds", "50",
                "--seconds", "1", "--weights", "0,1,1", "--clients", "2", "--report", folder + "/a.html",
            ])
            // In the middle of a round, with a server stopped.
            try await program.errors(contain: "2/100")
            try await Task.sleep(for: .seconds(1.2))
            #expect(program.leftovers.processes.count > 1)
            let began = ContinuousClock.now
            program.send(signal)
            #expect(await program.status() == 130)
            #expect(ContinuousClock.now - began < .seconds(20))
            #expect(program.leftovers == .none)
            #expect(program.output.hasPrefix("PARTIAL"))
            let report = try ReportFile.read(folder + "/a.json")
            #expect(report.isPartial)
            #expect(report.scenarios.flatMap(\.policies).map(\.rounds.count) == [1, 1])
            #expect(try String(contentsOfFile: folder + "/a.html", encoding: .utf8).contains("class=\"partial\""))
        }
    }

    /// What a reader of the JSON sees.
    private struct PeerAnswer: Decodable {
        struct Row: Decodable {
            let peer: String
            let reads_per_second: Double?
            let failed_reads: Int
        }

        let partial: Bool
        let rows: [Row]
    }

    @Test("peers that are installed are measured and ended, the others are left out by name")
    func peers() async throws {
        let program = try Program([
            "bench", "peers", "--rounds", "1", "--seconds", "0.5", "--connections", "2", "--json",
        ])
        #expect(await program.status() == 0, "\(program.errors)")
        #expect(program.leftovers == .none)
        let answer = try JSONDecoder().decode(PeerAnswer.self, from: Data(program.output.utf8))
        #expect(!answer.partial)
        #expect(answer.rows.prefix(2).map(\.peer) == ["direct", "routed"])
        for row in answer.rows {
            #expect((row.reads_per_second ?? 0) > 0, "\(row.peer)")
            #expect(row.failed_reads == 0, "\(row.peer)")
        }
        for name in ["pgbouncer", "haproxy", "pgpool"] {
            let isThere = answer.rows.contains { $0.peer == name }
            #expect(isThere != program.errors.contains("\(name) is left out"))
        }
    }

    @Test("interrupted peers leave nothing")
    func peersInterrupted() async throws {
        let program = try Program([
            "bench", "peers", "--rounds", "50", "--seconds", "1", "--connections", "2", "--json",
        ])
        // The last of the first round, whichever that is.
        try await program.errors(contain: "round 2 of 50")
        #expect(program.leftovers.processes.count > 1)
        program.send(SIGINT)
        #expect(await program.status() == 130)
        #expect(program.leftovers == .none)
        #expect(try JSONDecoder().decode(PeerAnswer.self, from: Data(program.output.utf8)).partial)
    }

    @Test(
        "options that cannot be are refused before anything starts",
        arguments: [
            (["policies", "--seconds", "0"], "0.5 to 60", 64), (["policies", "--report", "/"], "this is a folder", 1),
            (["policies", "--baseline", "/none"], "/none: ", 1), (["report", "/none"], "/none: ", 1),
            (["report", "/none", "--only", "x"], "--charts", 64), (["peers", "--rounds", "0"], "1 to 50", 64),
        ]
    )
    func usage(_ arguments: [String], _ part: String, _ status: Int32) async throws {
        let program = try Program(["bench"] + arguments)
        #expect(await program.status() == status)
        #expect(program.output == "")
        #expect(program.errors.contains(part), "\(program.errors)")
        #expect(program.leftovers == .none)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

@Suite("A run of the demo", .serialized, .timeLimit(.minutes(3)))
struct DemoRunTests {
    /// What a reader of the JSON sees.
    private struct Answer: Decodable {
        struct Phase: Decodable {
            struct Node: Decodable {
                let name: String
                let role: String
                let weight: Double
                let reads: Int
                let share: Double
                let expected_share: Double
                let p50_us: Double?
                let p99_us: Double?
            }

            let name: String
            let seconds: Double
            let nodes: [Node]
            let reads: Int
            let writes: Int
            let failed_reads: Int
            let failed_writes: Int
        }

        let phases: [Phase]
        let lost_writes: Int
        let read_retries: Int
        let ok: Bool
    }

    @Test("with --json prints one object and nothing else, survives the kill, and leaves nothing")
    func json() async throws {
        let program = try Program(["demo", "--json", "--seconds", "3", "--clients", "4"])
        let status = await program.status()
        #expect(status == 0, "\(program.errors)")
        #expect(program.leftovers == .none)
        // Anything beside the object would not decode.
        let answer = try JSONDecoder().decode(Answer.self, from: Data(program.output.utf8))
        #expect(answer.ok)
        #expect(answer.lost_writes == 0)
        #expect(answer.phases.map(\.name) == ["all-up", "replica-killed", "replica-back"])
        for phase in answer.phases {
            #expect(phase.nodes.map(\.name) == ["primary", "replica-1", "replica-2"])
            #expect(phase.nodes.map(\.role) == ["primary", "replica", "replica"])
            #expect(phase.nodes.map(\.weight) == [1, 2, 2])
            #expect(phase.nodes.reduce(0) { $0 + $1.reads } == phase.reads)
            #expect(phase.nodes.allSatisfy { ($0.p50_us == nil) == ($0.reads == 0) })
            #expect(phase.nodes.allSatisfy { ($0.p50_us ?? 0) <= ($0.p99_us ?? 0) })
            #expect(phase.reads > 0 && phase.writes > 0)
            #expect(phase.failed_reads == 0)
            #expect(phase.seconds >= 1)
        }
        for node in try #require(answer.phases.first).nodes { #expect(abs(node.share - node.expected_share) <= 0.03) }
        #expect(answer.phases[1].nodes.map { ($0.expected_share * 3).rounded() } == [1, 0, 2])
        // How much it served before its death is a matter of timing; `ok` says that it served nothing after it.
        #expect(answer.phases[1].nodes[1].share < answer.phases[0].nodes[1].share)
        #expect(answer.phases[2].nodes[1].reads > 0)
    }

    @Test("without replicas has one phase, in plain lines")
    func alone() async throws {
        let program = try Program(["demo", "--seconds", "1", "--replicas", "0", "--clients", "2"])
        #expect(await program.status() == 0)
        #expect(program.errors == "")
        #expect(program.output.contains("all-up ended after"))
        #expect(!program.output.contains("replica-killed"))
        #expect(!program.output.contains("\u{1B}"))
        #expect(program.leftovers == .none)
    }

    @Test(
        "ends with status 130 and leaves nothing when it is interrupted",
        arguments: zip([SIGINT, SIGTERM, SIGINT], ["copying replica-1", "filling the table", "all-up begins"])
    )
    func interrupted(_ signal: Int32, _ moment: String) async throws {
        let program = try Program(["demo", "--json", "--seconds", "60"])
        try await program.errors(contain: moment)
        #expect(program.leftovers.files.count == 1 && program.leftovers.processes.count > 1)
        let began = ContinuousClock.now
        program.send(signal)
        #expect(await program.status() == 130)
        #expect(ContinuousClock.now - began < .seconds(10))
        #expect(program.output == "")
        #expect(program.leftovers == .none)
    }

    @Test("says in a sentence that there is no server to start, and ends with status 1")
    func noServer() async throws {
        let program = try Program(["demo", "--pg-bin", "/nowhere"])
        #expect(await program.status() == 1)
        #expect(program.output == "")
        #expect(program.errors == "Error: The folder /nowhere for a PostgreSQL server does not exist.\n")
    }

    @Test("ends with status 64 for options that cannot be")
    func usage() async throws {
        let program = try Program(["demo", "--replicas", "1", "--weights", "1,2,2"])
        #expect(await program.status() == 64)
        #expect(program.output == "")
        #expect(program.errors.contains("--weights 1,2,2 has 3 of 2 weights"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("A run of mirrors", .timeLimit(.minutes(2)))
struct MirrorsRunTests {
    private struct Answer: Decodable {
        struct Probe: Decodable {
            let id: Int
            let reachable: Bool
            let reason: String?
            let milliseconds: Double
        }

        let chosen: Int?
        let probes: [Probe]
    }

    private func run(
        _ arguments: [String],
        json: String = MirrorSamples.json
    ) async throws
        -> (status: Int32?, output: String, errors: String)
    {
        let file = "/tmp/replicactl-mirrors-\(UUID().uuidString).json"
        try Data(json.utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let program = try Program(["mirrors"] + arguments.map { $0 == "FILE" ? file : $0 })
        let status = await program.status()
        return (status, program.output, program.errors)
    }

    @Test("urls prints a line for each mirror, with the attributes of a file")
    func urls() async throws {
        let file = "/tmp/replicactl-attributes-\(UUID().uuidString).json"
        try Data(MirrorSamples.attributes.utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let (status, output, errors) = try await run(["urls", "FILE", "--attributes", file, "--base", "http://c"])
        #expect(status == 0, "\(errors)")
        let lines = output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[1] == "12  second    http://b/7/3_2_0.jpg")
        #expect(lines[2] == " 9  blocks    http://c/v/2/3/1")
    }

    @Test("a file that is missing, no JSON or no stack is one sentence and the exit status 1")
    func badFile() async throws {
        let missing = try await run(["urls", "/nowhere/stack.json"])
        #expect(missing.status == 1)
        #expect(missing.errors == "Error: /nowhere/stack.json cannot be read: there is no such file.\n")
        let noJSON = try await run(["urls", "FILE"], json: "{")
        #expect(noJSON.status == 1 && noJSON.errors.hasSuffix(" is not valid JSON.\n"))
        let noStack = try await run(["urls", "FILE"], json: "{}")
        #expect(noStack.status == 1)
        #expect(noStack.errors.hasSuffix(": the stack info is not valid: sid is missing.\n"))
        #expect(missing.output + noJSON.output + noStack.output == "")
    }

    @Test(
        "a base that is no URL of the web is refused, and a valid one is shown",
        arguments: ["not a url", "ftp://c/", "http://"]
    )
    func badBase(_ base: String) async throws {
        let (status, output, errors) = try await run(["urls", "FILE", "--base", base])
        #expect(status == 64 && output == "")
        #expect(errors.contains("--base \(base) is no base URL: valid is one like https://"), "\(errors)")
    }

    @Test("tile prints the URL on a named mirror, or unprobed on the first whose URL can be built")
    func tile() async throws {
        let point = ["--x", "900", "--y", "4", "--z", "9", "--zoom", "1"]
        let named = try await run(["tile", "FILE", "--mirror", "12"] + point)
        #expect(named.output == "http://b/9/0_7_1.jpg\n")
        let first = try await run(["tile", "FILE", "--no-probe"] + point)
        #expect(first.output == "http://b/9/0_7_1.jpg\n")
        let unknown = try await run(["tile", "FILE", "--mirror", "99"] + point)
        #expect(unknown.status == 1)
        #expect(unknown.errors == "Error: There is no mirror with the id 99: valid are 7, 12, 9, 8.\n")
    }

    #if HTTP
    @Test("probe shows every mirror, chooses none where none is reachable, and then ends with the status 3")
    func none() async throws {
        let json = MirrorSamples.json.replacing("http://b/", with: "http://127.0.0.1:1/")
            .replacing("http://c/", with: "http://127.0.0.1:1/")
        let (status, output, errors) = try await run(["probe", "FILE", "--json"], json: json)
        #expect(status == 3, "\(errors)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(output.utf8))
        #expect(answer.chosen == nil)
        #expect(output.contains(#""chosen" : null"#))
        #expect(answer.probes.map(\.id) == [7, 12, 9, 8])
        #expect(answer.probes.allSatisfy { !$0.reachable && $0.milliseconds >= 0 })
        #expect(answer.probes[1].reason == "connection refused")
        let text = try await run(["probe", "FILE"], json: json)
        #expect(text.status == 3)
        #expect(text.output.hasSuffix("\n\nNo mirror is reachable; 4 were tried.\n"))
        #expect(!text.output.contains("\u{1B}"))
    }

    @Test("watch tells that nothing is reachable, and ends on SIGINT")
    func watch() async throws {
        let file = "/tmp/replicactl-mirrors-\(UUID().uuidString).json"
        let json = MirrorSamples.json.replacing("http://b/", with: "http://127.0.0.1:1/")
            .replacing("http://c/", with: "http://127.0.0.1:1/")
        try Data(json.utf8).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let program = try Program(["mirrors", "watch", file, "--interval", "0.05"])
        for _ in 0..<3_000 where !program.output.contains("no mirror is reachable") {
            try await Task.sleep(for: .milliseconds(10))
        }
        program.send(SIGINT)
        #expect(await program.status() == 130)
        #expect(program.output.contains("connection refused"))
    }
    #else
    @Test("built without HTTP, probe and watch say how to build with it", arguments: ["probe", "watch"])
    func withoutHTTP(command: String) async throws {
        let (status, output, errors) = try await run([command, "FILE"])
        #expect(status == 1 && output == "")
        #expect(errors.contains("swift build -c release --traits HTTP --product replicactl"))
    }
    #endif
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@Suite("Standard output", .timeLimit(.minutes(2)))
struct WholeOutputTests {
    @Test(
        "that is full makes the run fail with a sentence",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"),
        arguments: [["simulate", "--list"], ["cluster", "list"], ["cluster", "list", "--json"]]
    )
    func full(_ arguments: [String]) async throws {
        let program = try Program(arguments, output: FileHandle(forWritingAtPath: "/dev/full"))
        #expect(await program.status() == 1)
        #expect(program.errors == "Error: Standard output could not be written in full: No space left on device.\n")
    }

    @Test("that nobody reads to its end is no failure")
    func closedPipe() async throws {
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        let program = try Program(["simulate", "--list"], output: pipe.fileHandleForWriting)
        let status = await program.status()
        #expect(status == 0 || status == -SIGPIPE)
        #expect(program.errors == "")
    }
}

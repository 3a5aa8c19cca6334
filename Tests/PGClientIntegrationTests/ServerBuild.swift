// SPDX-License-Identifier: Apache-2.0

import Foundation
import PGClusterTesting

/// How the server was built that the tests start. Some builds leave TLS or XML out.
enum ServerBuild {
    /// Whether the server was built with one of some options of its `configure` script; assumed so where it does not tell.
    static func has(_ options: String...) async throws -> Bool {
        let folder = try await ServerBinaries.find().directory
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: folder + "/pg_config")
        process.arguments = ["--configure"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return true }
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text.isEmpty || options.contains { text.contains($0) }
    }
}

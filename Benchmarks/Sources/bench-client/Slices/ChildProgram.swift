// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import Subprocess

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// A program that runs one slice.
struct ChildProgram: Sendable {
    let path: String
    let arguments: [String]
    var environment: [String: String] = [:]
    var input = ""

    /// Runs the program to its end and returns what it printed.
    ///
    /// - Throws: ``BenchmarkError`` with the code `childFailed`.
    func run() async throws -> String {
        let result = try await Subprocess.run(
            .path(FilePath(path)),
            arguments: Arguments(arguments),
            environment: makeEnvironment(),
            input: .string(input),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let arguments = arguments.joined(separator: " ")
            throw BenchmarkError(
                .childFailed,
                "\(name) \(arguments) failed (\(result.terminationStatus)): \(result.standardError.suffix(500))"
            )
        }
        return result.standardOutput
    }

    /// None of this process's `PG...` variables, which would reach the clients in different ways.
    private func makeEnvironment() -> Environment {
        var variables: [Environment.Key: String] = [:]
        for name in ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "TMPDIR"] {
            let key = Environment.Key(stringLiteral: name)
            if let value = Self.inherited[name] { variables[key] = value }
        }
        variables["LC_ALL"] = "C"
        for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
        return .custom(variables)
    }

    private static let inherited = ProcessInfo.processInfo.environment

    /// The folder of the running program, in which the C program lies too.
    ///
    /// - Throws: ``BenchmarkError`` with the code `invalidSetUp`.
    static func ownPath() throws(BenchmarkError) -> FilePath {
        let path = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 4096) { buffer -> String? in
            guard let base = buffer.baseAddress, bench_program_path(base, buffer.count) else { return nil }
            return String(cString: base)
        }
        guard let path else {
            throw BenchmarkError(.invalidSetUp, "The path of the running program could not be found.")
        }
        return FilePath(path)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A certificate authority of its own and what it has signed, made with the `openssl` program.
struct Certificates: Sendable {
    /// Where `openssl` is; `nil` where this machine has none.
    static let program: String? = ["/usr/bin/openssl", "/usr/local/bin/openssl", "/opt/homebrew/bin/openssl"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    struct Failure: Error {
        var command: String
        var output: String
    }

    let folder: URL

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// `root.crt`, `server.crt` for localhost and 127.0.0.1, `client.crt` for the role `certified`, each with its key, and
    /// `other.crt`, an authority that has signed nothing.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            try makeAuthority("root")
            try makeAuthority("other")
            try sign("server", subject: "localhost", names: "DNS:localhost,IP:127.0.0.1")
            try sign("client", subject: "certified", names: "DNS:certified")
        } catch {
            remove()
            throw error
        }
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    private func makeAuthority(_ name: String) throws {
        try run(
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=\(name) authority",
            "-keyout",
            path("\(name).key"),
            "-out",
            path("\(name).crt")
        )
    }

    private func sign(_ name: String, subject: String, names: String) throws {
        try run(
            "req",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=\(subject)",
            "-keyout",
            path("\(name).key"),
            "-out",
            path("\(name).csr")
        )
        try Data("subjectAltName=\(names)\n".utf8).write(to: folder.appending(path: "\(name).ext"))
        try run(
            "x509",
            "-req",
            "-days",
            "2",
            "-in",
            path("\(name).csr"),
            "-CA",
            path("root.crt"),
            "-CAkey",
            path("root.key"),
            "-CAcreateserial",
            "-extfile",
            path("\(name).ext"),
            "-out",
            path("\(name).crt")
        )
    }

    private func run(_ arguments: String...) throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: Self.program ?? "openssl")
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(command: arguments.first ?? "", output: text)
        }
    }
}

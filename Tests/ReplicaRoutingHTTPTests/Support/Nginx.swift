// SPDX-License-Identifier: Apache-2.0

#if HTTP
import Foundation
import Testing

/// An nginx of the test's own, which serves a temporary folder on free ports of 127.0.0.1.
final class Nginx {
    /// Where Debian and Homebrew put it; nil where it is missing.
    static let program = [
        "/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/sbin/nginx", "/opt/homebrew/bin/nginx", "/usr/local/bin/nginx",
    ].first { FileManager.default.isExecutableFile(atPath: $0) }

    static let missing: Comment = "nginx is missing: make bootstrap-tests installs it"

    struct Failure: Error {
        let text: String
    }

    let port: Int
    let tlsPort: Int
    let directory: String
    private let process = Process()
    /// Open for as long as nginx is to run. It closes with the process of the tests, however that ends.
    private let lifeline = Pipe()

    /// Becomes nginx, and leaves somebody behind who ends it, and its folder, when the lifeline closes.
    private static let script = """
        exec 3<&0
        { cat <&3; kill -9 $$; rm -rf "$folder"; } >/dev/null 2>&1 &
        exec "$@" 3<&-
        """

    /// - Parameters:
    ///   - settings: Lines for the `server` block.
    ///   - tls: Whether it serves over TLS as well, with a certificate of its own for `localhost`.
    init(files: [String: String], settings: String = "", tls: Bool = false) async throws {
        directory = "/tmp/replica-routing-nginx-" + UUID().uuidString
        (port, tlsPort) = (try FaultServer.freePort(), try FaultServer.freePort())
        try write(files.merging(["../nginx.conf": configuration(settings, tls)]) { first, _ in first })
        if tls { try await makeCertificate() }
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments =
            ["-c", Self.script, "nginx", try #require(Self.program)]
            + ["-p", directory, "-c", directory + "/nginx.conf", "-e", directory + "/error.log"]
        process.environment = ["folder": directory, "PATH": "/usr/bin:/bin"]
        process.standardInput = lifeline
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<1_000 where !FileManager.default.fileExists(atPath: directory + "/nginx.pid") {
            guard process.isRunning else { throw Failure(text: errors) }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    deinit {
        try? lifeline.fileHandleForWriting.close()
        if process.isRunning { process.waitUntilExit() }
        try? FileManager.default.removeItem(atPath: directory)
    }

    var base: String { "http://127.0.0.1:\(port)/" }
    var certificate: String { directory + "/certificate.pem" }

    /// The lines of the access log: method, target, status.
    var requests: [String] {
        let text = (try? String(contentsOfFile: directory + "/access.log", encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init)
    }

    private var errors: String { (try? String(contentsOfFile: directory + "/error.log", encoding: .utf8)) ?? "" }

    private func write(_ files: [String: String]) throws {
        for (path, text) in files {
            let place = URL(fileURLWithPath: directory + "/root/" + path).standardizedFileURL
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(text.utf8).write(to: place)
        }
    }

    private func configuration(_ settings: String, _ tls: Bool) -> String {
        let secure = "listen 127.0.0.1:\(tlsPort) ssl; ssl_certificate certificate.pem; ssl_certificate_key key.pem;"
        return """
            daemon off;
            master_process off;
            pid nginx.pid;
            worker_processes 1;
            events { worker_connections 256; }
            http {
                types { image/jpeg jpg; image/png png; text/html html; application/json json; }
                default_type application/octet-stream;
                log_format brief '$request_method $request_uri $status';
                access_log access.log brief;
                client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
                uwsgi_temp_path uwsgi; scgi_temp_path scgi;
                server {
                    listen 127.0.0.1:\(port);
                    \(tls ? secure : "")
                    root root;
                    \(settings)
                }
            }
            """
    }

    private func makeCertificate() async throws {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments =
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
            + ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "certificate.pem"]
        openssl.currentDirectoryURL = URL(fileURLWithPath: directory)
        openssl.standardError = FileHandle.nullDevice
        let (ends, ended) = AsyncStream.makeStream(of: Int32.self)
        openssl.terminationHandler = { ended.yield($0.terminationStatus) }
        try openssl.run()
        guard await ends.first(where: { _ in true }) == 0 else { throw Failure(text: "openssl req failed") }
    }
}
#endif

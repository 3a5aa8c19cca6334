// SPDX-License-Identifier: Apache-2.0

import Foundation

/// Stands in front of a server without TLS and speaks TLS for it, to one client: `openssl s_server`, whose standard
/// input and output are the connection to the server. It writes records of up to 16 KiB, as poolers and newer servers
/// do; PostgreSQL 15 itself ends one every 8 KiB.
final class TLSTerminator: Sendable {
    let port: Int
    private let listener: Int32
    private let inner: Int
    private let process: Process

    init(to target: Int, _ certificates: Certificates) throws {
        let free = try Loopback.listen()
        close(free.descriptor)
        inner = free.port
        (listener, port) = try Loopback.listen()
        guard let server = Loopback.connect(to: UInt16(target)) else { throw CocoaError(.fileReadUnknown) }
        let connection = FileHandle(fileDescriptor: server, closeOnDealloc: true)
        process = Process()
        process.executableURL = URL(fileURLWithPath: Certificates.program ?? "openssl")
        process.arguments = [
            "s_server", "-quiet", "-naccept", "1", "-accept", "127.0.0.1:\(inner)",
            "-cert", certificates.path("server.crt"), "-key", certificates.path("server.key"),
        ]
        process.standardInput = connection
        process.standardOutput = connection
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread { [self] in serve() }.start()
    }

    /// A signal that cannot be blocked: the child may have inherited a mask.
    func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// The client asks in plain text whether there is TLS; everything after the answer is for `openssl`.
    private func serve() {
        defer { close(listener) }
        var incoming = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        guard poll(&incoming, 1, 60_000) == 1 else { return }
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        defer { close(client) }
        var request = [UInt8](repeating: 0, count: 8)
        guard recv(client, &request, 8, Int32(MSG_WAITALL)) == 8, let tls = connectToOpenSSL() else { return }
        defer { close(tls) }
        _ = send(client, "S", 1, Int32(MSG_NOSIGNAL))
        let back = DispatchSemaphore(value: 0)
        Thread {
            Self.relay(from: tls, to: client)
            back.signal()
        }.start()
        Self.relay(from: client, to: tls)
        back.wait()
    }

    private func connectToOpenSSL() -> Int32? {
        for _ in 0..<500 {
            if let descriptor = Loopback.connect(to: UInt16(inner)) { return descriptor }
            usleep(10_000)
        }
        return nil
    }

    private static func relay(from source: Int32, to sink: Int32) {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0, send(sink, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        for descriptor in [source, sink] { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
}

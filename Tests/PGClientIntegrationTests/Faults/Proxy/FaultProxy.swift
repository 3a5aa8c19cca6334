// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization

/// A TCP proxy on loopback that misbehaves as it is told, on a thread of its own.
final class FaultProxy: Sendable {
    struct Settings: Sendable {
        var target: UInt16
        var modes: [FaultDirection: FaultMode] = [.toServer: .pass, .toClient: .pass]
        var version = 1
        /// The version that all connections go by.
        var adopted = 0
        var connections = 0
        var bytes: [FaultDirection: Int] = [:]
        var isStopping = false
    }

    /// Where it listens, on 127.0.0.1.
    let port: Int
    private let wakePort: Int32
    private let settings: Mutex<Settings>
    private let pump: ProxyPump
    private let ended = DispatchSemaphore(value: 0)

    /// - Parameter target: The port on 127.0.0.1 that connections are handed on to.
    init(to target: Int) throws {
        var pipe: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pipe) == 0 else {
            throw CocoaError(.fileReadUnknown)
        }
        let (listener, port) = try Loopback.listen()
        self.port = port
        wakePort = pipe[1]
        settings = Mutex(Settings(target: UInt16(target)))
        pump = ProxyPump(listener: listener, wake: pipe[0])
        Thread { [self] in
            pump.run(settings)
            ended.signal()
        }.start()
    }

    /// How many connections have come so far.
    var connectionCount: Int { settings.withLock { $0.connections } }

    /// How many bytes have been handed on so far.
    func byteCount(_ direction: FaultDirection) -> Int { settings.withLock { $0.bytes[direction] ?? 0 } }

    /// Changes what happens from now on, on the connections that stand too, and returns when it is so.
    func set(_ mode: FaultMode, _ directions: FaultDirection...) {
        let version = settings.withLock { settings in
            for direction in directions.isEmpty ? FaultDirection.allCases : directions {
                settings.modes[direction] = mode
            }
            settings.version += 1
            return settings.version
        }
        wake()
        while settings.withLock({ $0.adopted < version && !$0.isStopping }) { sched_yield() }
    }

    /// Ends all connections and the thread.
    func close() {
        settings.withLock { $0.isStopping = true }
        wake()
        ended.wait()
        Foundation.close(wakePort)
    }

    private func wake() {
        var byte: UInt8 = 1
        _ = send(wakePort, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
}

/// Runs `body` with a proxy to `port` and ends it afterwards.
func withFaultProxy<Result>(to port: Int, _ body: (FaultProxy) async throws -> Result) async throws -> Result {
    let proxy = try FaultProxy(to: port)
    defer { proxy.close() }
    return try await body(proxy)
}

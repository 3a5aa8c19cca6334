// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import PGClient
import PGClusterTesting
import Testing

@Suite("Connecting over a bad network", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct ProxyConnectTests {
    private func connectFailure(
        _ proxy: FaultProxy,
        timeout: Duration = .seconds(20),
        within limit: Duration = .seconds(10)
    ) async throws -> PGError? {
        let configuration = try configuration(port: proxy.port) { $0.connectTimeout = timeout }
        return await timed(within: limit) { await failure { try await withConnection(configuration) { _ in } } }
    }

    @Test(
        "that is cut after any number of bytes fails at once, and works when the network is back",
        arguments: [0, 1, 5, 9, 30, 100],
        [true, false]
    )
    func cut(after count: Int, resets: Bool) async throws {
        try await withFaultProxy(to: port()) { proxy in
            for direction in FaultDirection.allCases {
                proxy.set(.cut(after: count, resets: resets), direction)
                let error = try await connectFailure(proxy)
                #expect(error?.code == .connectFailed, "\(direction): \(error as Any)")
                #expect(error?.message.isEmpty == false)
                proxy.set(.pass)
            }
            try await withConnection(configuration(port: proxy.port)) { try await expectAnswer(from: $0, 1) }
        }
    }

    @Test("that goes silent is given up at the deadline, at whatever step", arguments: FaultDirection.allCases)
    func silent(direction: FaultDirection) async throws {
        try await withFaultProxy(to: port()) { proxy in
            proxy.set(.silent, direction)
            let error = try await connectFailure(proxy, timeout: .milliseconds(300), within: .seconds(3))
            #expect(error?.code == .connectTimedOut)
        }
    }

    @Test("to something else than PostgreSQL says so and does not hang", arguments: Garbage.allCases)
    func garbage(garbage: Garbage) async throws {
        try await withFaultProxy(to: port()) { proxy in
            proxy.set(.garbage(garbage.bytes), .toClient)
            let error = try await connectFailure(proxy, timeout: .seconds(1), within: .seconds(5))
            #expect(error?.code == .connectFailed || error?.code == .connectTimedOut, "\(error as Any)")
            #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true, "\(error as Any)")
        }
    }

    @Test("one byte at a time, in both directions, works")
    func oneByte() async throws {
        try await withFaultProxy(to: port()) { proxy in
            proxy.set(.oneByte)
            let configuration = try configuration(port: proxy.port)
            try await withPool(configuration: configuration) { try await expectRightAnswers(from: $0, connections: 2) }
            try await withMultiplexer(configuration) { try await expectRightAnswers(from: $0, count: 100) }
            #expect(proxy.byteCount(.toServer) > 1_000 && proxy.byteCount(.toClient) > 1_000)
        }
    }

    @Test("with a delay works and takes its time")
    func delay() async throws {
        try await withFaultProxy(to: port()) { proxy in
            proxy.set(.delay(.milliseconds(30)))
            let start = ContinuousClock.now
            try await withConnection(configuration(port: proxy.port)) { connection in
                #expect(start.duration(to: .now) > .milliseconds(150))
                for number in 0..<3 { try await expectAnswer(from: connection, number) }
            }
            // Many under way at once take little longer than one.
            try await withMultiplexer(configuration(port: proxy.port)) { multiplexer in
                try await expectRightAnswers(from: multiplexer, count: 200)
            }
        }
    }
}

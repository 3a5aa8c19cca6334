// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import PGClient

@Suite("A descriptor that libpq closes by itself", .timeLimit(.minutes(1)))
struct DescriptorReuseTests {
    private final class Handler: ReadinessHandler {
        private let count = Atomic<Int>(0)
        var hasBeenTold: Bool { count.load(ordering: .relaxed) > 0 }
        func socketIsReady(_ readiness: Readiness) { count.add(1, ordering: .relaxed) }
    }

    private func pair() -> [Int32] {
        var pair: [Int32] = [-1, -1]
        socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair)
        return pair
    }

    @Test("and whose number a new socket gets: the end of the old registration leaves the new one alone")
    func reuse() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let (old, new) = (pair(), pair())
        defer { for descriptor in [old[0], old[1], new[1]] { close(descriptor) } }
        let (lost, living) = (Handler(), Handler())
        let registration = try loop.register(old[0], interest: .readable, handler: lost)
        // libpq has closed its socket; another thread opens one, gets the same number, and registers it.
        #expect(dup2(new[0], old[0]) == old[0])
        close(new[0])
        let current = try loop.register(old[0], interest: .readable, handler: living)
        loop.remove(registration)
        var byte: UInt8 = 1
        _ = send(new[1], &byte, 1, 0)
        for _ in 0..<200 where !living.hasBeenTold { try await Task.sleep(for: .milliseconds(10)) }
        loop.remove(current)
        #expect(living.hasBeenTold)
        #expect(!lost.hasBeenTold)
    }
}

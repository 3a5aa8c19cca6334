// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import Testing

@testable import PGClient

@Suite("A loop that is late", .cluster(replicas: 0), .timeLimit(.minutes(1)))
struct LateLoopTests {
    @Test("takes an answer that waits in the socket before it gives the statement up")
    func waitingAnswer() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let connection = try await PGConnection.connect(primaryConfiguration(), on: group)
        defer { connection.close() }
        let statement: PGQuery = "SELECT 7 FROM pg_sleep(0.6)"
        #expect(try await connection.query(statement, as: Int.self) == [7])
        let loop = group.nextLoop()
        let start = MonotonicInstant.now
        // Both timers are due when the loop comes to them; the answer arrives while it is busy with the first.
        loop.execute { usleep(300_000) }
        loop.schedule(at: start + .milliseconds(50)) { usleep(2_500_000) }
        let answer = try await connection.query(statement, deadline: .now + .milliseconds(150)).decode(as: Int.self)
        #expect(answer == [7])
    }

    @Test("still gives a statement up that has no answer")
    func noAnswer() async throws {
        try await withConnection { connection in
            let error = await failure {
                try await connection.query("SELECT pg_sleep(60)", deadline: .now + .milliseconds(100))
            }
            #expect(error?.code == .statementTimedOut)
            try await expectAnswer(from: connection, 3)
        }
    }
}

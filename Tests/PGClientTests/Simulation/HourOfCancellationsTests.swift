// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("An hour of cancellations")
struct HourOfCancellationsTests {
    @Test("hits no other statement, loses no answer and leaves no connection behind")
    func hour() {
        var server = SimulatedServer(seed: 20_26, connections: 8)
        var arrivals = 0
        // 370 tasks a second come for an hour.
        while server.calendar.elapsed < 36_000_000 {
            while arrivals <= server.calendar.elapsed * 37 / 1000 {
                arrivals += 1
                server.calendar.add(.arrival, after: 1 + Int(server.generator.next() % 33))
            }
            _ = server.step()
            if server.generator.next() % 100_000 == 0 { server.loseOne() }
        }
        while server.openTasks > 0 || server.pool.statistics.leased > 0, server.step() {}
        #expect(server.openTasks == 0)
        #expect(server.cancellations >= 1_000_000)
        #expect(server.answers > 100_000, "\(server.cancellations)")
        #expect(server.losses > 10)
        let statistics = server.pool.statistics
        #expect(statistics.leased == 0 && statistics.waiting == 0, "\(statistics)")
    }
}

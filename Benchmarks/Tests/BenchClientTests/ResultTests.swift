// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import bench_client

@Suite("Medians and ratios")
struct ResultTests {
    private let c = Lane(client: .c, connections: 8)
    private let global = Lane(client: .global, connections: 8)

    /// Rounds in which C and the client ran so many statements in a second.
    private func result(_ rounds: [(c: UInt64, global: UInt64)]) -> GroupResult {
        var result = GroupResult(group: LaneGroup(benchmark: .point, lanes: [c, global]))
        result.rounds = rounds.map { round in
            [
                c: SliceReport(count: round.c, elapsed: 1_000_000_000, cpu: 0),
                global: SliceReport(count: round.global, elapsed: 1_000_000_000, cpu: 0),
            ]
        }
        return result
    }

    @Test("the ratio is the median of the rounds' ratios, not the ratio of the medians")
    func ratioWithinRounds() {
        let result = result([(100, 90), (200, 100), (300, 240)])
        #expect(result.ratio(global, to: .c) == 0.8)
        #expect(result.ratio(c, to: .c) == 1)
    }

    @Test("there is no ratio to a client that did not run")
    func noBase() {
        #expect(result([(100, 90)]).ratio(global, to: .pgbench) == nil)
    }

    @Test("the median of an even number of values lies between the two in the middle")
    func evenMedian() {
        #expect([4.0, 1.0, 3.0, 2.0].median == 2.5)
        #expect([Double]().median == nil)
    }

    @Test("what does not apply is null in the JSON, and no key is missing")
    func json() throws {
        let text = try JSONReport([result([(100, 90)])]).text
        #expect(text.contains("\"ratio_to_pgbench\" : null"))
        #expect(text.contains("\"p99_us\" : null"))
        #expect(text.contains("\"ratio_to_c\" : 0.9"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Live table")
struct LiveTableTests {
    private func table(replicas: Int = 2) -> LiveTable {
        let replicas = (1...replicas).map { number in
            LiveTable.Node(
                name: "replica-\(number)",
                role: "replica",
                state: number == 1 ? "down" : "up",
                lag: number == 1 ? nil : 1_572_864,
                reads: 1_234_567,
                share: 0.4,
                expectedShare: 0.4,
                median: 870,
                percentile99: 12_345
            )
        }
        let primary = LiveTable.Node(
            name: "primary",
            role: "primary",
            state: "up",
            lag: nil,
            reads: 0,
            share: 0,
            expectedShare: 0.2,
            median: nil,
            percentile99: nil
        )
        return LiveTable(
            phase: "replica-killed",
            number: 2,
            numberOfPhases: 3,
            secondsGone: 1,
            secondsInAll: 4,
            nodes: [primary] + replicas,
            writes: 4_321,
            failedReads: 0,
            failedWrites: 2,
            readRetries: 12
        )
    }

    @Test("80 columns hold everything but the gauge")
    func eighty() {
        let bar = "##########" + String(repeating: ".", count: 33)
        #expect(
            table().lines(width: 80, style: .plain) == [
                "replica-killed (2 of 3) [\(bar)] 3.0 s left",
                "",
                "NODE      ROLE    STATE       LAG     READS  SHARE EXPECTED     P50     P99",
                "primary   primary up            -         0   0.0%    20.0%       -       -",
                "replica-1 replica down          - 1,234,567  40.0%    40.0%   870us 12.35ms",
                "replica-2 replica up        1.5MB 1,234,567  40.0%    40.0%   870us 12.35ms",
                "",
                "2,469,134 reads (2,469,134/s, 0 failed)  4,321 writes (2 failed)  12 retried",
            ]
        )
    }

    @Test("120 columns hold the gauge too")
    func hundredAndTwenty() {
        let lines = table().lines(width: 120, style: .plain)
        #expect(lines[0].hasPrefix("replica-killed (2 of 3) [############"))
        #expect(
            lines[2...4].map { $0.replacing(#/ +$/#, with: "") } == [
                "NODE       ROLE     STATE        LAG      READS   SHARE  EXPECTED      P50      P99  SHARE | EXPECTED",
                "primary    primary  up             -          0    0.0%     20.0%        -        -       |",
                "replica-1  replica  down           -  1,234,567   40.0%     40.0%    870us  12.35ms  ==========|",
            ]
        )
    }

    @Test("no line is longer than the terminal is wide", arguments: [0, 1, 20, 40, 60, 79, 80, 81, 100, 119, 120, 200])
    func narrow(_ width: Int) {
        for line in table(replicas: 16).lines(width: width, style: .plain) { #expect(line.count <= width) }
    }

    @Test("colours take no room: without them the lines are the plain ones", arguments: [60, 80, 120])
    func colours(_ width: Int) {
        let coloured = table().lines(width: width, style: .coloured)
        #expect(coloured != table().lines(width: width, style: .plain))
        let bare = coloured.map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
        #expect(bare == table().lines(width: width, style: .plain))
    }

    @Test("a phase beyond its time has no time left and a full bar")
    func overtime() {
        let late = LiveTable(
            phase: "all-up",
            number: 1,
            numberOfPhases: 1,
            secondsGone: 5,
            secondsInAll: 4,
            nodes: [],
            writes: 0,
            failedReads: 0,
            failedWrites: 0,
            readRetries: 0
        )
        let bar = String(repeating: "#", count: 50)
        #expect(late.lines(width: 120, style: .plain)[0] == "all-up (1 of 1) [\(bar)] 0.0 s left")
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@testable import replicactl

@Suite("Table of mirrors")
struct MirrorTableTests {
    private func table() -> MirrorTable {
        let states: [MirrorTable.State] = [
            .unreachable(reason: "no answer within 2.0 seconds", milliseconds: 2_000), .probing(milliseconds: 812),
            .reachable(milliseconds: 2.5), .waiting,
        ]
        return MirrorTable(
            rows: states.enumerated().map { index, state in
                let title = index == 3 ? String(repeating: "long ", count: 9) : "m\(index)"
                let mirror = StackMirror(id: 10 + index, title: title, imageBase: "", position: index)
                return .init(mirror: mirror, state: state, isChosen: index == 2)
            }
        )
    }

    @Test("80 columns hold the usual reasons")
    func eighty() {
        #expect(
            table().lines(width: 80, style: .plain).map { $0.replacing(#/ +$/#, with: "") } == [
                "  ID TITLE                TYPE STATE          TIME REASON",
                "  10 m0                      1 unreachable   2.00s no answer within 2.0 seconds",
                "  11 m1                      1 probing       812ms",
                "> 12 m2                      1 chosen       2.50ms",
                "  13 long long long long~    1 -",
            ]
        )
    }

    @Test("no line is longer than the terminal is wide", arguments: [0, 1, 20, 40, 60, 79, 80, 120, 200])
    func narrow(width: Int) {
        for line in table().lines(width: width, style: .plain) { #expect(line.count <= width) }
    }

    @Test("colours take no room", arguments: [60, 80, 120])
    func colours(width: Int) {
        let bare = table().lines(width: width, style: .coloured).map { $0.replacing(/\u{1B}\[[0-9;]*m/, with: "") }
        #expect(bare == table().lines(width: width, style: .plain))
    }

    @Test("control characters of a title or a reason do not reach the terminal")
    func controls() {
        let mirror = StackMirror(id: 1, title: "a\u{1B}[2Jb\u{202E}", imageBase: "")
        let row = MirrorTable.Row(
            mirror: mirror,
            state: .unreachable(reason: "x\r\ny", milliseconds: nil),
            isChosen: false
        )
        let text = MirrorTable(rows: [row]).lines(width: 120, style: .plain)[1]
        #expect(text.contains("a?[2Jb?") && text.contains("x??y"))
        #expect(Printable.text("Zürich 🪰") == "Zürich 🪰")
    }
}

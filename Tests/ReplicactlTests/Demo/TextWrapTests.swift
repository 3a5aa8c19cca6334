// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Wrapped text")
struct TextWrapTests {
    @Test("a line that fits stays as it is")
    func fits() {
        #expect(TextWrap.lines("  - a  b", width: 8) == ["  - a  b"])
        #expect(TextWrap.lines("", width: 8) == [""])
    }

    @Test("a longer one is broken at spaces and indented")
    func breaks() {
        #expect(TextWrap.lines("one two three four", width: 9) == ["one two", "  three", "  four"])
        #expect(TextWrap.lines("  - one two", width: 8) == ["  - one", "  two"])
    }

    @Test("a word that is too long stands by itself")
    func longWord() {
        #expect(TextWrap.lines("a /tmp/replica-cluster b", width: 6) == ["a", "  /tmp/replica-cluster", "  b"])
    }

    @Test("a line that fits is left alone however many colours it has")
    func colours() {
        let table = TextTable(columns: [.init("NODE", .left), .init("READS", .right)], rows: [])
        let heading = table.lines(width: 11, style: .coloured)[0]
        #expect(heading.count > 11)
        #expect(TextWrap.lines(heading, width: 11) == [heading])
        #expect(TextWrap.lines(heading, width: 10).count == 2)
    }

    @Test("a gap of several spaces stays where the line is not broken")
    func gaps() {
        #expect(TextWrap.lines("0.5s    one two", width: 12) == ["0.5s    one", "  two"])
    }
}

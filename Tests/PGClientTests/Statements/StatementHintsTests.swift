// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("Hints to statements")
struct StatementHintsTests {
    @Test("are kept until another one takes their place, or all are forgotten")
    func keeps() {
        var hints = StatementHints()
        #expect(hints[7] == nil)
        hints[7] = 3
        #expect(hints[7] == 3)
        hints[7] = 4
        #expect(hints[7] == 4)
        hints[7] = nil
        #expect(hints[7] == nil)
        hints[7] = 5
        hints.removeAll()
        #expect(hints[7] == nil)
    }

    @Test("never say what was not said for a number that shares their place")
    func shared() {
        var hints = StatementHints()
        for number in 0..<1000 as Range<UInt> { hints[number] = Int(number) }
        for number in 0..<1000 as Range<UInt> {
            let place = hints[number]
            #expect(place.map { (0..<1000).contains($0) } == true)
        }
        #expect(Set((0..<1000 as Range<UInt>).compactMap { hints[$0] }).count == 32)
    }
}

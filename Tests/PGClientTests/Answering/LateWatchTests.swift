// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The watch over late answers")
struct LateWatchTests {
    @Test("asks for one look, however many statements begin before it")
    func once() {
        var watch = LateWatch()
        #expect(watch.began(1) == true)
        #expect(watch.began(2) == false)
        watch.looked(next: 3, continues: true)
        #expect(watch.began(3) == false)
    }

    @Test("finds the statement that asked for the look late at it, and others at the next one")
    func limits() {
        var watch = LateWatch()
        _ = watch.began(7)
        _ = watch.began(8)
        #expect(watch.limit == 8)
        watch.looked(next: 9, continues: true)
        #expect(watch.limit == 9)
    }

    @Test("rests while nothing is under way that could become late")
    func rest() {
        var watch = LateWatch()
        _ = watch.began(1)
        watch.looked(next: 2, continues: false)
        #expect(watch.began(5) == true)
        #expect(watch.limit == 6)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The handlers of a loop")
struct HandlerTableTests {
    private final class Handler: ReadinessHandler {
        func socketIsReady(_ readiness: Readiness) {}
    }

    @Test("are found by their tokens until they leave, and by nobody's else")
    func tokens() {
        var table = HandlerTable()
        let (first, second) = (Handler(), Handler())
        let firstToken = table.insert(first)
        let secondToken = table.insert(second)
        #expect(table[firstToken] === first)
        #expect(table[secondToken] === second)
        #expect(table.remove(firstToken) === first)
        #expect(table[firstToken] == nil)
        #expect(table.remove(firstToken) == nil)
        #expect(table[secondToken] === second)
    }

    @Test("that take a place anew are not reached by the token of the one before")
    func reuse() {
        var table = HandlerTable()
        let former = table.insert(Handler())
        _ = table.remove(former)
        let next = Handler()
        let token = table.insert(next)
        #expect(token != former)
        #expect(table[former] == nil)
        #expect(table.remove(former) == nil)
        #expect(table[token] === next)
    }

    @Test("are not reached by a token that was never given out")
    func strangers() {
        let table = HandlerTable()
        #expect(table[0] == nil)
        #expect(table[.max] == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("Who looks at the sockets of a loop")
struct LookoutTests {
    /// What cannot be copied cannot stand in an expectation.
    private final class Post: Sendable {
        private let lookout = Lookout()

        var hasReaders: Bool { lookout.hasReaders }
        func readerIsTold() { lookout.readerIsTold() }
        func readerIsDone() -> Bool { lookout.readerIsDone() }
        func handBack() -> Bool { lookout.handBack() }
        func leave() -> Bool { lookout.leave() }
        func comeBack() { lookout.comeBack() }
    }

    @Test("the loop stays where no caller is about to read")
    func noReaders() {
        let lookout = Post()
        #expect(!lookout.hasReaders)
        #expect(!lookout.leave())
        lookout.readerIsTold()
        #expect(lookout.hasReaders)
        #expect(!lookout.readerIsDone())
        #expect(!lookout.leave())
    }

    @Test("the last of the callers to have read looks, while the loop is away")
    func last() {
        let lookout = Post()
        lookout.readerIsTold()
        lookout.readerIsTold()
        #expect(lookout.leave())
        #expect(!lookout.readerIsDone())
        #expect(lookout.readerIsDone())
    }

    @Test("a caller that looked and found nothing has the loop woken, which then looks by itself")
    func nothingFound() {
        let lookout = Post()
        lookout.readerIsTold()
        #expect(lookout.leave())
        #expect(lookout.readerIsDone())
        #expect(lookout.handBack())
        #expect(!lookout.hasReaders)
        #expect(!lookout.leave())
    }

    @Test("a caller that found answers leaves looking to those it told")
    func found() {
        let lookout = Post()
        lookout.readerIsTold()
        #expect(lookout.leave())
        #expect(lookout.readerIsDone())
        lookout.readerIsTold()
        #expect(!lookout.readerIsDone())
        #expect(lookout.readerIsDone())
    }

    @Test("a caller that looks no further wakes nobody while others are still to read")
    func othersAreLeft() {
        let lookout = Post()
        lookout.readerIsTold()
        #expect(lookout.leave())
        #expect(lookout.readerIsDone())
        lookout.readerIsTold()
        #expect(!lookout.handBack())
        #expect(lookout.readerIsDone())
    }

    @Test("nobody looks or wakes the loop once it is back")
    func back() {
        let lookout = Post()
        lookout.readerIsTold()
        lookout.readerIsTold()
        #expect(lookout.leave())
        lookout.comeBack()
        #expect(!lookout.readerIsDone())
        #expect(!lookout.readerIsDone())
        #expect(!lookout.hasReaders)
    }

    @Test("a caller that is looking when the loop comes back wakes nobody")
    func backDuringLook() {
        let lookout = Post()
        lookout.readerIsTold()
        #expect(lookout.leave())
        #expect(lookout.readerIsDone())
        lookout.comeBack()
        #expect(!lookout.handBack())
        #expect(!lookout.hasReaders)
    }

    /// A loop that is away and has nobody left who would wake it waits for ever.
    @Test("somebody always looks or wakes the loop, whatever happens at the same time")
    func races() async {
        let lookout = Post()
        for _ in 0..<200 {
            let wakes = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<4 { lookout.readerIsTold() }
                for _ in 0..<4 {
                    group.addTask { lookout.readerIsDone() && lookout.handBack() ? 1 : 0 }
                }
                group.addTask { lookout.leave() ? -1 : 0 }
                return await group.reduce(0, +)
            }
            #expect(wakes == 0)
            #expect(!lookout.hasReaders)
            #expect(!lookout.leave())
        }
    }
}

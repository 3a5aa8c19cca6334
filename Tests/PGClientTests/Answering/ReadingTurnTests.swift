// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClient

@Suite("Whose turn it is to read")
struct ReadingTurnTests {
    /// A turn behind its lock, as a connection has it.
    private final class Desk: Sendable {
        let turn = Mutex(ReadingTurn())

        func begin(_ id: UInt64) { turn.withLock { $0.begin(id) } }

        /// - Returns: Whether the loop is to read.
        func arrive() -> Bool {
            switch turn.withLock({ $0.arrived() }) {
            case .isForLoop:
                return true
            case .isForCaller(let caller):
                caller?.resume(returning: .read)
                return false
            }
        }

        func end() { turn.withLock { $0.end() }?.resume(returning: .wait) }

        func take(_ id: UInt64) -> Bool { turn.withLock { $0.take(id) } }

        func listen(_ id: UInt64) async -> ReadingTurn.Word {
            await withSoleContinuation { caller in
                if let word = turn.withLock({ $0.listen(id, caller) }) { caller.resume(returning: word) }
            }
        }

        /// Listens, up to where it waits.
        func listening(_ id: UInt64) -> Task<ReadingTurn.Word, Never> { Task.immediate { await self.listen(id) } }
    }

    @Test("it is the loop's where no caller has asked for it, and after each reading")
    func loop() async {
        let desk = Desk()
        #expect(desk.arrive())
        desk.begin(1)
        #expect(!desk.arrive())
        #expect(desk.take(1))
        #expect(desk.arrive())
        #expect(!desk.take(1))
    }

    @Test("a caller is told to read, whether it listens before something comes or after", arguments: [true, false])
    func caller(listensFirst: Bool) async {
        let desk = Desk()
        desk.begin(1)
        if !listensFirst { #expect(!desk.arrive()) }
        let word = desk.listening(1)
        if listensFirst { #expect(!desk.arrive()) }
        // What comes before it reads is its own too.
        #expect(!desk.arrive())
        await #expect(word.value == .read)
        #expect(desk.take(1))
    }

    @Test("a caller reads nothing before it has been told")
    func untold() async {
        let desk = Desk()
        desk.begin(1)
        #expect(!desk.take(1))
        let word = desk.listening(1)
        #expect(!desk.take(1))
        desk.end()
        await #expect(word.value == .wait)
    }

    @Test("one who has lost it does not read, whether it listens, waits or has been told by then", arguments: 0..<3)
    func ended(when: Int) async {
        let desk = Desk()
        desk.begin(1)
        switch when {
        case 0:
            desk.end()
            await #expect(desk.listen(1) == .wait)
        case 1:
            let word = desk.listening(1)
            desk.end()
            await #expect(word.value == .wait)
        default:
            #expect(!desk.arrive())
            await #expect(desk.listen(1) == .read)
            desk.end()
        }
        #expect(!desk.take(1))
        #expect(desk.arrive())
    }

    @Test("a caller whose statement has no turn, or no longer, leaves the other's alone")
    func others() async {
        let desk = Desk()
        await #expect(desk.listen(1) == .wait)
        desk.begin(2)
        await #expect(desk.listen(1) == .wait)
        #expect(!desk.arrive())
        #expect(!desk.take(1))
        await #expect(desk.listen(1) == .wait)
        await #expect(desk.listen(2) == .read)
        #expect(desk.take(2))
    }
}

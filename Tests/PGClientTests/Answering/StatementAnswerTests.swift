// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClient

@Suite("Where an answer and its caller meet")
struct StatementAnswerTests {
    private typealias Event = @Sendable (StatementAnswer) -> Void

    private static let read: Event = { $0.tell(.read) }
    private static let wait: Event = { $0.tell(.wait) }
    private static let finish: Event = { $0.finish(outcome) }
    private static var outcome: StatementOutcome { .failure(PGError(.cancelled, "the answer")) }

    private func isTheAnswer(_ outcome: StatementOutcome) -> Bool { outcome.failure?.message == "the answer" }

    /// What a caller hears of events that come before it listens.
    private func word(after events: [Event]) async -> StatementAnswer.Word {
        let answer = StatementAnswer()
        for event in events { event(answer) }
        return await answer.word()
    }

    /// What a caller hears of events that come while it listens.
    private func word(before events: [Event]) async -> StatementAnswer.Word {
        let answer = StatementAnswer()
        // Runs up to its first suspension, which is the one it listens in.
        async let word = Task.immediate { await answer.word() }.value
        for event in events { event(answer) }
        return await word
    }

    @Test("it hears the first word, whether that comes before it listens or while it does")
    func words() async {
        await #expect(word(after: [Self.read]) == .read)
        await #expect(word(after: [Self.wait]) == .wait)
        await #expect(word(after: [Self.read, Self.wait]) == .read)
        await #expect(word(after: [Self.wait, Self.read]) == .wait)
        await #expect(word(before: [Self.read]) == .read)
        await #expect(word(before: [Self.wait]) == .wait)
        await #expect(word(before: [Self.wait, Self.read]) == .wait)
        await #expect(word(before: [Self.read, Self.read]) == .read)
    }

    @Test("it is told to wait for an answer that is there, and then has it", arguments: [true, false])
    func answered(isFirst: Bool) async {
        let answer = StatementAnswer()
        if isFirst { answer.finish(Self.outcome) }
        let word = Task.immediate { await answer.word() }
        if !isFirst { answer.finish(Self.outcome) }
        await #expect(word.value == .wait)
        await #expect(isTheAnswer(answer.outcome {}))
    }

    @Test("it has the answer also where it has listened in vain, and where words come late", arguments: [true, false])
    func afterWords(isFirst: Bool) async {
        let answer = StatementAnswer()
        answer.tell(.read)
        await #expect(answer.word() == .read)
        answer.tell(.wait)
        if isFirst { answer.finish(Self.outcome) }
        let outcome = Task.immediate { await answer.outcome {} }
        answer.tell(.read)
        if !isFirst { answer.finish(Self.outcome) }
        await #expect(isTheAnswer(outcome.value))
        answer.tell(.read)
    }

    @Test("its cancellation is heard once it waits for the answer")
    func cancellation() async {
        let answer = StatementAnswer()
        let task = Task {
            _ = await answer.word()
            return await answer.outcome { answer.finish(Self.outcome) }
        }
        task.cancel()
        answer.tell(.wait)
        await #expect(isTheAnswer(task.value))
    }

    @Test("one that would read is late like any other: it is told to wait, once")
    func late() async throws {
        let answer = StatementAnswer()
        var look = LateLook(limit: 2)
        let early = look.visit(2, .reading(answer))
        #expect(early == nil)
        #expect(look.continues && look.wakes.isEmpty)
        let visited = look.visit(1, .reading(answer))
        let late = try #require(visited)
        let again = look.visit(1, late)
        #expect(again == nil)
        #expect(look.wakes.count == 1)
        look.wakes.first?()
        await #expect(answer.word() == .wait)
        late.finish(Self.outcome)
        await #expect(isTheAnswer(answer.outcome {}))
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("Where an answer and its caller meet")
struct StatementAnswerTests {
    private static var outcome: StatementOutcome { .failure(PGError(.cancelled, "the answer")) }

    private func isTheAnswer(_ outcome: StatementOutcome) -> Bool { outcome.failure?.message == "the answer" }

    @Test("it has the answer, whether it or the answer comes first", arguments: [true, false])
    func outcome(isFirst: Bool) async {
        let answer = StatementAnswer()
        if isFirst { answer.finish(Self.outcome) }
        // Runs up to its first suspension, which is the one it waits in.
        let outcome = Task.immediate { await answer.outcome {} }
        if !isFirst { answer.finish(Self.outcome) }
        await #expect(isTheAnswer(outcome.value))
    }

    @Test("its cancellation is heard, also one that came before it waits", arguments: [true, false])
    func cancellation(isBefore: Bool) async {
        let answer = StatementAnswer()
        let task = Task {
            while isBefore, !Task.isCancelled { await Task.yield() }
            return await answer.outcome { answer.finish(Self.outcome) }
        }
        task.cancel()
        await #expect(isTheAnswer(task.value))
    }

    @Test("one that means to read is late like any other, once")
    func late() async throws {
        let answer = StatementAnswer()
        var look = LateLook(limit: 2)
        let early = look.visit(2, .reading(answer))
        #expect(early == nil)
        #expect(look.continues)
        let visited = look.visit(1, .reading(answer))
        let late = try #require(visited)
        let again = look.visit(1, late)
        #expect(again == nil)
        late.finish(Self.outcome)
        await #expect(isTheAnswer(answer.outcome {}))
    }
}

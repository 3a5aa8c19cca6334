// SPDX-License-Identifier: Apache-2.0

import Synchronization
import Testing

@testable import PGClient

@Suite("Who waits for an answer")
struct StatementCallerTests {
    /// Where a test gets hold of the caller that waits.
    private final class Desk: Sendable {
        private let caller = Mutex<StatementCaller?>(nil)
        private let abandoned = Atomic<Int>(0)

        var abandonedCount: Int { abandoned.load(ordering: .sequentiallyConsistent) }

        func ask() async -> StatementOutcome {
            await withStatementCaller { caller in
                self.caller.withLock { $0 = caller }
            } onCancel: {
                abandoned.wrappingAdd(1, ordering: .sequentiallyConsistent)
                finish("abandoned")
            }
        }

        func finish(_ message: String) {
            caller.withLock { $0.take() }?.finish(.failure(PGError(.cancelled, message)))
        }

        func awaitCaller() async {
            while caller.withLock({ $0 == nil }) { await Task.yield() }
        }

        /// - Returns: What wakes the caller.
        func makeLate() async -> (@Sendable () -> Void)? {
            await awaitCaller()
            return caller.withLock { caller in
                var look = LateLook(limit: 2)
                guard let waiting = caller, let late = look.visit(1, waiting) else { return nil }
                caller = late
                return look.wakes.first
            }
        }
    }

    private func message(_ outcome: StatementOutcome) -> String? { outcome.failure?.message }

    @Test("gets the answer that comes in time")
    func prompt() async {
        let desk = Desk()
        async let outcome = desk.ask()
        await desk.awaitCaller()
        desk.finish("in time")
        await #expect(message(outcome) == "in time")
    }

    @Test(
        "gets a late answer, whether it comes before or after the caller has come back for it",
        arguments: [true, false]
    )
    func late(isFirst: Bool) async throws {
        let desk = Desk()
        async let outcome = desk.ask()
        let wake = try #require(await desk.makeLate())
        if isFirst { desk.finish("late") }
        wake()
        if !isFirst { desk.finish("late") }
        await #expect(message(outcome) == "late")
        #expect(desk.abandonedCount == 0)
    }

    @Test("is late only once")
    func once() async throws {
        let desk = Desk()
        async let outcome = desk.ask()
        let wake = try #require(await desk.makeLate())
        let again = await desk.makeLate()
        #expect(again == nil)
        wake()
        desk.finish("late")
        _ = await outcome
    }

    @Test("hears of a cancellation once it is late, if it came before that too", arguments: [true, false])
    func cancellation(isBefore: Bool) async throws {
        let desk = Desk()
        let task = Task { await desk.ask() }
        let wake = try #require(await desk.makeLate())
        if isBefore { task.cancel() }
        wake()
        if !isBefore { task.cancel() }
        await #expect(message(task.value) == "abandoned")
        #expect(desk.abandonedCount == 1)
    }
}

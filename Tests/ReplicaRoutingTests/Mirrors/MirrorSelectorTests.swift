// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import ReplicaRouting

@Suite("Mirror selector", .timeLimit(.minutes(1)))
struct MirrorSelectorTests {
    private let clock = ManualClock()

    private func selector(
        _ probe: GatedProbe,
        mirrors: Int = 3,
        _ configuration: MirrorChainConfiguration = .init()
    ) throws -> MirrorSelector<StackMirror> {
        let chain = try MirrorChain(StackMirror.row(mirrors), configuration: configuration)
        return MirrorSelector(chain, probe: probe, clock: clock)
    }

    @Test("a chain of a stack gives the first reachable mirror")
    func stack() async throws {
        let chain = try MirrorChain(Stack.fixture(mirrors: StackMirror.row(3)), startingAt: 3)
        let probe = GatedProbe([1: .reachable, 3: .unreachable(reason: "refused")])
        let mirror = try await chain.firstReachable(using: probe, clock: clock)
        #expect(mirror.id == 1)
        #expect(probe.started == [3, 1])
        #expect(chain.chosen == nil)
    }

    @Test("a probe that never ends and ignores its cancellation holds nothing up")
    func hanging() async throws {
        let probe = GatedProbe([2: .reachable])
        defer { probe.end() }
        let chain = try MirrorChain(StackMirror.row(3))
        async let chosen = chain.firstReachable(using: probe, clock: clock)
        await clock.sleeper(until: .milliseconds(150))
        clock.advance(to: .milliseconds(150))
        await clock.sleeper(until: .milliseconds(200))
        clock.advance(to: .milliseconds(200))
        #expect(try await chosen.id == 2)
        #expect(probe.cancelled == [1])
    }

    @Test("none reachable throws the error that lists them")
    func none() async throws {
        let probe = GatedProbe([1: .unreachable(reason: "a"), 2: .unreachable(reason: "b")])
        let selector = try selector(probe, mirrors: 2)
        let error = await #expect(throws: MirrorError.self) { try await selector.firstReachable() }
        #expect(error?.code == .noneReachable)
        #expect(error?.failures.map(\.reason) == ["a", "b"])
        #expect(selector.status(of: 2) == .unreachable(reason: "b"))
    }

    @Test("staying on, the last mirror is the answer when none is reachable")
    func stays() async throws {
        let probe = GatedProbe([1: .reachable, 2: .unreachable(reason: "b")])
        let selector = try selector(probe, mirrors: 2, .init(tileFailuresToLeave: 1, staysOnLast: true))
        #expect(try await selector.firstReachable().id == 1)
        probe.answer(1, .unreachable(reason: "a"))
        selector.report(.failed(reason: "gone"), for: 1)
        #expect(try await selector.firstReachable().id == 1)
        #expect(probe.started == [1, 2])
    }

    @Test("callers that come together share one choice, later ones get it from memory")
    func sharing() async throws {
        let probe = GatedProbe()
        let selector = try selector(probe)
        async let first = selector.firstReachable()
        async let second = selector.firstReachable()
        await probe.isProbed(1)
        probe.answer(1, .reachable)
        #expect(try await [first.id, second.id] == [1, 1])
        #expect(try await selector.firstReachable().id == 1)
        #expect(probe.started == [1])
    }

    @Test("a cancelled caller gets an error at once, and the last one ends the probes")
    func cancelled() async throws {
        let probe = GatedProbe()
        defer { probe.end() }
        let selector = try selector(probe)
        let caller = Task { try await selector.firstReachable() }
        await probe.isProbed(1)
        caller.cancel()
        let error = await #expect(throws: MirrorError.self) { try await caller.value }
        #expect(error?.code == .cancelled)
        await probe.isCancelled()
        #expect(selector.status(of: 1) == .untried)
    }

    @Test("an end that is late takes nothing from those who came meanwhile")
    func lateEnd() async throws {
        let probe = GatedProbe()
        let selector = try selector(probe)
        async let mirror = selector.firstReachable()
        await probe.isProbed(1)
        selector.handle(.abandon)
        probe.answer(1, .reachable)
        #expect(try await mirror.id == 1)
        let updates = selector.updates()
        selector.handle(.unwatch)
        await clock.sleeper(until: .seconds(5))
        withExtendedLifetime(updates) {}
    }

    @Test("a caller whose task is cancelled already starts nothing")
    func cancelledBefore() async throws {
        let probe = GatedProbe([1: .reachable])
        let selector = try selector(probe)
        let caller = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await selector.firstReachable()
        }
        let error = await #expect(throws: MirrorError.self) { try await caller.value }
        #expect(error?.code == .cancelled)
        #expect(probe.started.isEmpty)
    }

    @Test("failed tiles move on to the next mirror, and listeners are told with the reason")
    func failing() async throws {
        let probe = GatedProbe([1: .reachable, 2: .reachable])
        let selector = try selector(probe)
        var updates = selector.updates().makeAsyncIterator()
        guard case .chosen(let first)? = await updates.next() else { throw Unexpected() }
        #expect(first.mirror == 1 && first.previous == nil && first.cause == .first)
        selector.report(.succeeded, for: 1)
        for _ in 0..<5 { selector.report(.failed(reason: "HTTP status 502"), for: 1) }
        guard case .chosen(let second)? = await updates.next() else { throw Unexpected() }
        #expect(second.mirror == 2 && second.previous == 1 && second.cause == .fallback)
        #expect(second.passedOver.map(\.reason) == ["5 failed tiles in a row, the last: HTTP status 502"])
        #expect(selector.chosen?.id == 2)
    }

    @Test("a listener is told when none is reachable, once, and when one is back")
    func downAndUp() async throws {
        let probe = GatedProbe([1: .unreachable(reason: "refused")])
        let selector = try selector(probe, mirrors: 1)
        var updates = selector.updates().makeAsyncIterator()
        guard case .noneReachable(let error, stayingOn: nil)? = await updates.next() else { throw Unexpected() }
        #expect(error.failures.map(\.reason) == ["refused"])
        for round in 1...3 {
            await clock.sleeper(until: .seconds(5 * round))
            if round == 3 { probe.answer(1, .reachable) }
            clock.advance(to: .seconds(5 * round))
            await probe.isProbed(1, times: round + 1)
        }
        guard case .chosen(let decision)? = await updates.next() else { throw Unexpected() }
        #expect(decision.mirror == 1)
    }

    @Test("a new listener hears first how things stand")
    func lateListener() async throws {
        let probe = GatedProbe([1: .unreachable(reason: "refused"), 2: .reachable])
        let selector = try selector(probe)
        _ = try await selector.firstReachable()
        for _ in 0..<2 {
            var updates = selector.updates().makeAsyncIterator()
            guard case .chosen(let decision)? = await updates.next() else { throw Unexpected() }
            #expect(decision.mirror == 2)
        }
    }

    @Test("watching a chain tells of a mirror that is taken back")
    func watching() async throws {
        let probe = GatedProbe([1: .unreachable(reason: "refused"), 2: .reachable])
        let chain = try MirrorChain(StackMirror.row(2), configuration: .init(goodProbesToReturn: 2))
        var updates = chain.watch(using: probe, clock: clock).makeAsyncIterator()
        guard case .chosen(let first)? = await updates.next() else { throw Unexpected() }
        #expect(first.mirror == 2)
        probe.answer(1, .reachable)
        for round in 1...2 {
            await clock.sleeper(until: .seconds(5 * round))
            clock.advance(to: .seconds(5 * round))
        }
        guard case .chosen(let second)? = await updates.next() else { throw Unexpected() }
        #expect(second.mirror == 1 && second.cause == .recovered)
    }

    private struct Unexpected: Error {}
}

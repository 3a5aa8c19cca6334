// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("A chain's choice")
struct MirrorChainChoiceTests {
    private func chain(
        _ count: Int,
        remembered: Int? = nil,
        preferred: Int? = nil,
        _ configuration: MirrorChainConfiguration = .init()
    ) throws -> MirrorChain<StackMirror> {
        try MirrorChain(
            StackMirror.row(count),
            startingAt: remembered,
            preferring: preferred,
            configuration: configuration
        )
    }

    @Test("the first in order wins at once when it answers, and no other is probed")
    func first() throws {
        var run = ChainRun(try chain(3), [1: .up(after: 20), 2: .up(after: 1)])
        #expect(run.choose() == .init(at: 20, mirror: 1, cause: .first))
        #expect(run.started == [1: [0]])
        #expect(run.chain.chosen?.id == 1)
        #expect(run.chain.status(of: 1) == .reachable && run.chain.status(of: 2) == .untried)
        #expect(run.chain.nextWake == nil)
    }

    @Test("order is by position, ties by id, never by place in the list")
    func order() throws {
        let mirrors = [(9, 1), (4, 2), (8, 1), (1, 3)].map { id, position in
            StackMirror(id: id, title: "", imageBase: "", position: position)
        }
        var run = ChainRun(try MirrorChain(mirrors)) { _, _ in .silent }
        _ = run.choose()
        #expect(run.started == [8: [0], 9: [150], 4: [300], 1: [450]])
    }

    @Test("three silent mirrors cost three staggers and the grace, not three time-outs")
    func silent() throws {
        var run = ChainRun(try chain(5), [4: .up(after: 3), 5: .up(after: 3)])
        #expect(run.choose() == .init(at: 503, mirror: 4, cause: .fallback))
        #expect(run.started == [1: [0], 2: [150], 3: [300], 4: [450]])
        #expect(run.cancelled == 3)
        #expect(run.decisions[0].passedOver.map(\.reason) == Array(repeating: "no answer yet", count: 3))
    }

    @Test("a mirror that fails has the next one tried at once")
    func failing() throws {
        var run = ChainRun(try chain(4), [1: .down(after: 5), 2: .down(after: 7), 3: .up(after: 9)])
        #expect(run.choose() == .init(at: 21, mirror: 3, cause: .fallback))
        #expect(run.started == [1: [0], 2: [5], 3: [12]])
        let reason = "HTTP status 500"
        #expect(
            run.decisions[0].passedOver == [
                .init(mirror: #""m1" (1)"#, reason: reason), .init(mirror: #""m2" (2)"#, reason: reason),
            ]
        )
    }

    @Test("a better-placed mirror that answers within the grace wins over one that was faster")
    func grace() throws {
        var run = ChainRun(try chain(3), [1: .up(after: 190), 2: .up(after: 10)])
        #expect(run.choose() == .init(at: 190, mirror: 1, cause: .first))
        var late = ChainRun(try chain(3), [1: .up(after: 230), 2: .up(after: 10)])
        #expect(late.choose() == .init(at: 210, mirror: 2, cause: .fallback))
    }

    @Test("when all before a reachable mirror have failed, no grace is waited for")
    func noGrace() throws {
        var run = ChainRun(try chain(2), [1: .down(after: 170), 2: .up(after: 15)])
        #expect(run.choose() == .init(at: 170, mirror: 2, cause: .fallback))
    }

    @Test("the remembered mirror is tried first, then the order")
    func remembered() throws {
        var run = ChainRun(try chain(4, remembered: 3), [3: .up(after: 30), 1: .up(after: 1)])
        #expect(run.choose() == .init(at: 30, mirror: 3, cause: .remembered))
        var gone = ChainRun(try chain(4, remembered: 3), [3: .down(after: 30), 1: .up(after: 1)])
        #expect(gone.choose() == .init(at: 31, mirror: 1, cause: .first))
        #expect(gone.decisions[0].passedOver.map(\.mirror) == [#""m3" (3)"#])
    }

    @Test("a remembered id that is gone is ignored; a preferred one is an error that lists the ids")
    func goneID() throws {
        let chain = try chain(3, remembered: 99)
        #expect(chain.remembered == nil)
        var run = ChainRun(chain, [1: .up(after: 1)])
        #expect(run.choose() == .init(at: 1, mirror: 1, cause: .first))
        let error = mirrorError { try self.chain(3, preferred: 99) }
        #expect(error?.code == .unknownMirror)
        #expect(error?.message == "there is no mirror with the id 99: valid are 1, 2, 3")
    }

    @Test("the preferred mirror comes before the remembered one")
    func preferred() throws {
        var run = ChainRun(try chain(4, remembered: 3, preferred: 2), [2: .up(after: 200), 3: .up(after: 10)])
        #expect(run.choose() == .init(at: 200, mirror: 2, cause: .preferred))
        #expect(run.started == [2: [0], 3: [150]])
    }

    @Test("none reachable is an error that lists every mirror with its reason")
    func none() throws {
        var run = ChainRun(try chain(3), [1: .down(after: 5, "refused"), 2: .down(after: 900, "HTTP status 404")])
        #expect(run.choose() == nil)
        let error = try #require(run.errors.first)
        #expect(error.code == .noneReachable)
        #expect(
            error.message == "none of the 3 mirrors is reachable: \"m1\" (1): refused; \"m2\" (2): HTTP status 404; "
                + "\"m3\" (3): no answer within 2.0 seconds"
        )
        #expect(error.failures.map(\.reason) == ["refused", "HTTP status 404", "no answer within 2.0 seconds"])
        #expect(run.now == 2_155)
        #expect(run.chain.chosen == nil)
    }

    @Test("with staying on, the last mirror is stayed on: the remembered one where none was in use")
    func stays() throws {
        let configuration = MirrorChainConfiguration(staysOnLast: true)
        var run = ChainRun(try chain(3, remembered: 2, configuration)) { _, _ in .down(after: 1) }
        _ = run.choose()
        #expect(run.errors.count == 1)
        #expect(run.chain.chosen?.id == 2)
        var fresh = ChainRun(try chain(3, configuration)) { _, _ in .down(after: 1) }
        _ = fresh.choose()
        #expect(fresh.chain.chosen == nil)
    }

    @Test("fifty silent mirrors end at the deadline of the choice, those not tried included")
    func fifty() throws {
        let configuration = MirrorChainConfiguration(choiceTimeout: .seconds(5))
        var run = ChainRun(try chain(50, configuration)) { _, _ in .silent }
        #expect(run.choose() == nil)
        #expect(run.now == 5_000)
        let reasons = try #require(run.errors.first).failures.map(\.reason)
        #expect(reasons.count == 50)
        #expect(reasons.first == "no answer within 2.0 seconds")
        #expect(reasons[30] == "no answer yet")
        #expect(reasons.last == "not tried in time")
        #expect(run.chain.nextWake == nil)
    }

    @Test("fifty mirrors that refuse are through at once, and the last one is found")
    func fiftyRefusing() throws {
        var run = ChainRun(try chain(50)) { mirror, _ in mirror == 50 ? .up(after: 1) : .down(after: 0) }
        #expect(run.choose() == .init(at: 1, mirror: 50, cause: .fallback))
    }

    @Test("a good result spares another probe until its time is over")
    func cached() throws {
        var run = ChainRun(try chain(2), [1: .up(after: 10)])
        _ = run.choose()
        run.run(until: 60_009)
        #expect(run.choose() == .init(at: 60_009, mirror: 1, cause: .cached))
        #expect(run.started[1] == [0])
        run.run(until: 60_010)
        #expect(run.choose() == .init(at: 60_020, mirror: 1, cause: .first))
        #expect(run.started[1] == [0, 60_010])
    }

    @Test("a failure spares another probe for a shorter time")
    func cachedFailure() throws {
        var run = ChainRun(try chain(2)) { _, now in now < 1_000 ? .down(after: 0, "refused") : .up(after: 0) }
        #expect(run.choose() == nil)
        run.run(until: 4_999)
        #expect(run.choose() == nil)
        #expect(run.errors.count == 2 && run.errors[0] == run.errors[1])
        run.run(until: 5_000)
        #expect(run.choose() == .init(at: 5_000, mirror: 1, cause: .first))
    }

    @Test("a second call while a choice is under way starts nothing")
    func sharing() throws {
        var run = ChainRun(try chain(2), [1: .up(after: 10)])
        run.send(.choose)
        run.send(.choose)
        run.run(until: 1_000)
        #expect(run.started == [1: [0]])
        #expect(run.decided.count == 1)
    }

    @Test("a choice that is abandoned ends its probes and decides nothing")
    func abandoned() throws {
        var run = ChainRun(try chain(2), [1: .up(after: 10)])
        run.send(.choose)
        run.send(.abandon)
        run.run(until: 60_000)
        #expect(run.cancelled == 1)
        #expect(run.decided.isEmpty && run.errors.isEmpty)
    }

    @Test("a result that comes twice or too late changes nothing")
    func late() throws {
        var chain = try chain(2)
        let actions = chain.handle(.choose, at: RoutingInstant())
        guard case .probe(let ticket, _, let timeout) = try #require(actions.first) else {
            Issue.record("no probe: \(actions)")
            return
        }
        #expect(timeout == .seconds(2))
        let later = RoutingInstant().advanced(by: .seconds(3))
        #expect(!chain.handle(.tick, at: later).isEmpty)
        #expect(chain.handle(.probeSucceeded(ticket), at: later).isEmpty)
        #expect(chain.status(of: 1) == .unreachable(reason: "no answer within 2.0 seconds"))
    }

    @Test("a chain refuses no mirrors, two of one id, and settings outside their ranges")
    func refused() throws {
        #expect(mirrorError { try MirrorChain([StackMirror]()) }?.code == .noMirrors)
        #expect(mirrorError { try MirrorChain(StackMirror.row(1) + StackMirror.row(1)) }?.code == .duplicateMirror)
        for configuration: MirrorChainConfiguration in [
            .init(stagger: .milliseconds(-1)), .init(grace: .seconds(86_401)), .init(probeTimeout: .zero),
            .init(choiceTimeout: .zero), .init(probeInterval: .zero), .init(reachableTimeToLive: .seconds(-1)),
            .init(tileFailuresToLeave: 0), .init(probeFailuresToLeave: 0), .init(goodProbesToReturn: -3),
            .init(goodProbesToReturn: .max), .init(settlingTime: .seconds(Int64.max) * 3),
        ] {
            #expect(mirrorError { try chain(2, configuration) }?.code == .invalidConfiguration)
        }
        let error = mirrorError { try chain(2, .init(probeTimeout: .zero)) }
        #expect(
            error?.message == "the probe timeout of the chain is 0.0 seconds: valid is 0.001 seconds to 86400.0 seconds"
        )
    }
}

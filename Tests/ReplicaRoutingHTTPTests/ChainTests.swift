// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("A chain over HTTP servers", .timeLimit(.minutes(1)))
struct ChainTests {
    private func chosen(
        _ mirrors: [StackMirror],
        remembered: Int? = nil,
        _ configuration: MirrorChainConfiguration = .patient()
    ) async throws -> Int {
        try await withClient { client in
            let stack = try Stack.of(mirrors)
            let chain = try MirrorChain(stack, startingAt: remembered, configuration: configuration)
            return try await chain.firstReachable(using: HTTPCanaryProbe(client, stack: stack, timeout: .seconds(600)))
                .id
        }
    }

    @Test("silent mirrors do not hold the choice up")
    func silent() async throws {
        let (dead, alive) = (try FaultServer(.silence), try FaultServer(.status(200)))
        defer { [dead, alive].forEach { $0.stop() } }
        let mirrors = (1...5).map { StackMirror.at($0 == 4 ? alive.base : dead.base, id: $0) }
        // With a time-out far longer than the test may take, only the stagger can lead on.
        #expect(try await chosen(mirrors) == 4)
    }

    @Test("an N5 root that never answers does not hold up the others")
    func n5() async throws {
        let (dead, alive) = (try FaultServer(.silence), try FaultServer(.status(200)))
        defer { [dead, alive].forEach { $0.stop() } }
        let mirrors = [
            StackMirror.at(dead.base + "v.n5/0_1_2", id: 1, type: 11), .at(dead.base + "p/0_1_2", id: 2, type: 14),
            .at(alive.base, id: 3),
        ]
        #expect(try await chosen(mirrors) == 3)
        #expect(dead.requests.map(\.target) == ["/v.n5/attributes.json", "/p/info"])
    }

    @Test("the best mirror is taken though it is slow, within the stagger and the grace")
    func slow() async throws {
        let (best, second) = (try FaultServer(.late(300, .status(200))), try FaultServer(.status(200)))
        defer { [best, second].forEach { $0.stop() } }
        var configuration = MirrorChainConfiguration.patient()
        (configuration.stagger, configuration.grace) = (.milliseconds(50), .seconds(20))
        #expect(try await chosen([.at(best.base, id: 1), .at(second.base, id: 2)], configuration) == 1)
        #expect(second.requests.count == 1)
    }

    @Test("two mirrors of one position are tried in order of their ids; a remembered id that is gone is ignored")
    func ties() async throws {
        let server = try FaultServer(.status(200))
        defer { server.stop() }
        let mirrors = [8, 3, 5].map { StackMirror.at(server.base, id: $0, position: 1) }
        let configuration = MirrorChainConfiguration.patient(stagger: .seconds(600))
        #expect(try await chosen(mirrors, remembered: 99, configuration) == 3)
        #expect(try await chosen(mirrors, remembered: 5, configuration) == 5)
        #expect(server.requests.count == 2)
    }

    @Test("all dead is an error with every mirror's own reason")
    func allDead() async throws {
        let (missing, page) = (try FaultServer(.status(404)), try FaultServer(.status(200, type: "text/html")))
        defer { [missing, page].forEach { $0.stop() } }
        let mirrors = [
            StackMirror.at("http://127.0.0.1:\(try FaultServer.refusedPort())/", id: 1), .at(missing.base, id: 2),
            .at(page.base, id: 3), .at("x", id: 4, type: 15),
        ]
        let error = await #expect(throws: MirrorError.self) { try await chosen(mirrors) }
        #expect(error?.code == .noneReachable)
        #expect(
            error?.failures.map(\.reason) == [
                "connection refused", "HTTP status 404", "not an image: content type text/html",
                #"the tile source type of "m4" (4) is 15: valid are 1 to 14"#,
            ]
        )
    }

    @Test("of fifty mirrors, the only one that is alive is found")
    func fifty() async throws {
        let (refused, alive) = (try FaultServer.refusedPort(), try FaultServer(.status(200)))
        defer { alive.stop() }
        let mirrors = (1...50).map { StackMirror.at($0 == 50 ? alive.base : "http://127.0.0.1:\(refused)/", id: $0) }
        #expect(try await chosen(mirrors) == 50)
    }

    @Test("a mirror that dies in use is left, and taken back when it has proved to be back")
    func diesAndReturns() async throws {
        let (best, second) = (try FaultServer(.status(200)), try FaultServer(.status(200)))
        defer { [best, second].forEach { $0.stop() } }
        try await withClient { client in
            let stack = try Stack.of([.at(best.base, id: 1), .at(second.base, id: 2)])
            var configuration = MirrorChainConfiguration.patient(stagger: .seconds(600))
            configuration.probeInterval = .milliseconds(20)
            let chain = try MirrorChain(stack, configuration: configuration)
            let selector = MirrorSelector(
                chain,
                probe: try HTTPCanaryProbe(client, stack: stack, timeout: .seconds(600))
            )
            var told: [Int] = []
            var causes: [MirrorDecisionCause] = []
            for await case .chosen(let decision) in selector.updates() {
                told.append(decision.mirror)
                causes.append(decision.cause)
                switch told.count {
                case 1: best.reply(.status(503))
                case 2: best.reply(.status(200))
                default: break
                }
                if told.count == 3 { break }
            }
            #expect(told == [1, 2, 1])
            #expect(causes == [.first, .fallback, .recovered])
        }
    }

    @Test("a mirror that flaps is not returned to")
    func flaps() async throws {
        let count = Counter()
        // Every third answer is a failure: there are never three good ones in a row.
        let best = try FaultServer { _ in count.next() % 3 == 0 ? .status(500) : .status(200) }
        let second = try FaultServer(.status(200))
        defer { [best, second].forEach { $0.stop() } }
        try await withClient { client in
            let stack = try Stack.of([.at(best.base, id: 1), .at(second.base, id: 2)])
            var configuration = MirrorChainConfiguration.patient(stagger: .seconds(600))
            configuration.probeInterval = .milliseconds(5)
            configuration.tileFailuresToLeave = 1
            let chain = try MirrorChain(stack, configuration: configuration)
            let selector = MirrorSelector(
                chain,
                probe: try HTTPCanaryProbe(client, stack: stack, timeout: .seconds(600))
            )
            let updates = selector.updates()
            #expect(try await selector.firstReachable().id == 1)
            selector.report(.failed(reason: "HTTP status 500"), for: 1)
            while best.requests.count < 40 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(selector.chosen?.id == 2)
            withExtendedLifetime(updates) {}
        }
    }
}
#endif

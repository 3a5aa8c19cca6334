// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("What a probe sends", .timeLimit(.minutes(1)))
struct RequestTests {
    @Test("caches are passed by headers; the URL stays as it is, and headers of one's own go along")
    func headers() async throws {
        let server = try FaultServer(.status(200))
        defer { server.stop() }
        try await withClient { client in
            let mirror = StackMirror.at(server.base)
            let probe = try HTTPCanaryProbe(client, stack: Stack.of([mirror]), timeout: .seconds(30)) { mirror in
                [("Authorization", "Token for-\(mirror.id)")]
            }
            #expect(await probe.probe(mirror, timeout: .seconds(30)) == .reachable)
        }
        let request = try #require(server.requests.first)
        #expect(request.target == "/7/3_2_0.jpg")
        #expect(request.headers["cache-control"] == "no-cache")
        #expect(request.headers["authorization"] == "Token for-1")
    }

    @Test("redirects are followed; headers of one's own stay at their origin")
    func redirects() async throws {
        let other = try FaultServer(.status(200))
        let otherBase = other.base
        let server = try FaultServer { request in
            request.target == "/moved" ? .redirect(to: otherBase + "end") : .redirect(to: "/moved")
        }
        defer {
            server.stop()
            other.stop()
        }
        try await withClient { client in
            let mirror = StackMirror.at(server.base)
            let probe = try HTTPCanaryProbe(client, stack: Stack.of([mirror]), timeout: .seconds(30)) { _ in
                [("Authorization", "Token t"), ("X-Key", "k")]
            }
            #expect(await probe.probe(mirror, timeout: .seconds(30)) == .reachable)
        }
        #expect(server.requests.map(\.target) == ["/7/3_2_0.jpg", "/moved"])
        #expect(server.requests.allSatisfy { $0.headers["x-key"] == "k" && $0.headers["authorization"] == "Token t" })
        #expect(other.requests.map(\.target) == ["/end"])
        #expect(other.requests.allSatisfy { $0.headers["x-key"] == nil && $0.headers["authorization"] == nil })
    }

    @Test("types 3 and 13 go through the instance, with the image base inside the query")
    func instance() async throws {
        let server = try FaultServer(.status(200))
        defer { server.stop() }
        #expect(try await outcome(server.base, type: 3) == .reachable)
        let target = try #require(server.requests.first?.target)
        #expect(target.hasPrefix("/3/stack/5/tile?x=128&y=192&width=64&height=64&"))
        #expect(target.contains("&basename=http%3A%2F%2F127.0.0.1%3A\(server.port)%2F&"))
    }

    @Test("no more probes run at once than allowed; the others wait for their turn")
    func bound() async throws {
        let server = try FaultServer(.late(20, .status(200)))
        defer { server.stop() }
        try await withClient { client in
            let mirrors = (1...12).map { StackMirror.at(server.base, id: $0) }
            let probe = try HTTPCanaryProbe(
                client,
                stack: Stack.of(mirrors),
                timeout: .seconds(30),
                maximumConcurrentProbes: 3
            )
            let outcomes = await withTaskGroup(of: ProbeOutcome.self) { group in
                for mirror in mirrors { group.addTask { await probe.probe(mirror, timeout: .seconds(30)) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes == Array(repeating: .reachable, count: 12))
        }
        #expect((2...3).contains(server.mostAtOnce))
        #expect(server.requests.count == 12)
    }

    @Test("a probe that waits for its turn until its deadline fails, and gives its turn up")
    func waiting() async throws {
        let server = try FaultServer(.silence)
        defer { server.stop() }
        try await withClient { client in
            let mirror = StackMirror.at(server.base)
            let probe = try HTTPCanaryProbe(
                client,
                stack: Stack.of([mirror]),
                timeout: .seconds(30),
                maximumConcurrentProbes: 1
            )
            async let first = probe.probe(mirror, timeout: .milliseconds(300))
            async let second = probe.probe(mirror, timeout: .milliseconds(300))
            let reasons = await [first, second]
            #expect(reasons == Array(repeating: .unreachable(reason: "no answer within 0.3 seconds"), count: 2))
            server.reply(.status(200))
            #expect(await probe.probe(mirror, timeout: .seconds(30)) == .reachable)
        }
    }

    @Test("an instance is asked for its version, with its key and its credentials")
    func instances() async throws {
        let server = try FaultServer { request in
            request.target == "/catmaid/version" ? .status(200, type: "application/json") : .status(404)
        }
        defer { server.stop() }
        let instances = [
            RemoteInstance(name: "dead", url: "http://127.0.0.1:\(try FaultServer.refusedPort())"),
            RemoteInstance(
                name: "alive",
                url: server.base + "catmaid",
                apiKey: "key",
                basicAuthentication: .init(user: "Aladdin", password: "open sesame")
            ),
        ]
        try await withClient { client in
            let probe = try HTTPInstanceProbe(client, timeout: .seconds(30))
            let chosen = try await MirrorChain(instances: instances, replicaIndex: 1, configuration: .patient())
                .firstReachable(using: probe)
            #expect(chosen.name == "alive")
            let wrong = try HTTPInstanceProbe(client, path: "nowhere", timeout: .seconds(30))
            let outcome = await wrong.probe(instances[1], timeout: .seconds(30))
            #expect(outcome == .unreachable(reason: "HTTP status 404"))
        }
        let request = try #require(server.requests.first)
        #expect(request.headers["x-authorization"] == "Token key")
        // The example of RFC 7617.
        #expect(request.headers["authorization"] == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")
    }
}
#endif

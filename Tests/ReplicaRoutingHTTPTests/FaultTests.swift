// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("A probe of one mirror that misbehaves", .timeLimit(.minutes(1)))
struct FaultTests {
    private func outcome(
        _ reply: FaultServer.Reply,
        type: Int = 1,
        test: CanaryTest = CanaryTest(),
        timeout: Duration = .seconds(30)
    ) async throws -> ProbeOutcome {
        let server = try FaultServer(reply)
        defer { server.stop() }
        return try await ReplicaRoutingHTTPTests.outcome(server.base, type: type, test: test, timeout: timeout)
    }

    @Test("an image with the status 200 is reachable")
    func good() async throws {
        #expect(try await outcome(.status(200)) == .reachable)
        #expect(try await outcome(.status(200, type: "IMAGE/PNG; q=1")) == .reachable)
    }

    @Test("a refused port fails at once")
    func refused() async throws {
        let base = "http://127.0.0.1:\(try FaultServer.refusedPort())/"
        #expect(try await ReplicaRoutingHTTPTests.outcome(base) == .unreachable(reason: "connection refused"))
    }

    @Test("a server that accepts and never answers fails at the deadline")
    func silent() async throws {
        let outcome = try await outcome(.silence, timeout: .milliseconds(200))
        #expect(outcome == .unreachable(reason: "no answer within 0.2 seconds"))
    }

    @Test("headers and then silence fail at the deadline")
    func headersOnly() async throws {
        let head = FaultServer.Reply.head(200, ["Content-Type: image/png", "Content-Length: 100"])
        let outcome = try await outcome(.bytesThenSilence(head), timeout: .milliseconds(200))
        #expect(outcome == .unreachable(reason: "no answer within 0.2 seconds"))
    }

    @Test("another status than 200 fails, also with an image", arguments: [404, 500, 206, 204, 304])
    func status(status: Int) async throws {
        let reply = FaultServer.Reply.bytes(FaultServer.Reply.head(status, ["Content-Type: image/png"]))
        #expect(try await outcome(reply) == .unreachable(reason: "HTTP status \(status)"))
    }

    @Test("a page instead of an image fails, and so does no type")
    func html() async throws {
        #expect(
            try await outcome(.status(200, type: "text/html"))
                == .unreachable(reason: "not an image: content type text/html")
        )
        let reply = FaultServer.Reply.bytes(FaultServer.Reply.head(200, ["Content-Length: 1"]) + "x")
        #expect(try await outcome(reply) == .unreachable(reason: "not an image: content type none"))
    }

    @Test("an empty image fails")
    func empty() async throws {
        #expect(try await outcome(.status(200, body: "")) == .unreachable(reason: "empty body"))
    }

    @Test("of a body without end no more is read than needed")
    func endless() async throws {
        let head = FaultServer.Reply.head(200, ["Content-Type: image/png"])
        #expect(try await outcome(.endless(head)) == .reachable)
        let test = CanaryTest(acceptedSHA256: [String(repeating: "0", count: 64)], maximumBytes: 100_000)
        #expect(try await outcome(.endless(head), test: test) == .unreachable(reason: "more than 100000 bytes"))
    }

    @Test("a redirect that leads back is a loop; one that leads ever further has a limit")
    func loops() async throws {
        #expect(try await outcome(.redirect(to: "7/3_2_0.jpg")) == .unreachable(reason: "more than 5 redirects"))
        #expect(try await outcome(.redirect(to: "/7/3_2_0.jpg")) == .unreachable(reason: "redirect loop"))
    }

    @Test("what is not HTTP, and a connection that closes, fail with a reason")
    func garbage() async throws {
        guard case .unreachable(let reason) = try await outcome(.bytes("SSH-2.0-OpenSSH_9.2\r\n")) else {
            Issue.record("garbage is reachable")
            return
        }
        #expect(reason.hasPrefix("the answer is not HTTP"))
        #expect(try await outcome(.bytes("")) == .unreachable(reason: "the server closed the connection"))
    }

    @Test("a host name that does not exist fails with its name")
    func names() async throws {
        let outcome = try await ReplicaRoutingHTTPTests.outcome("http://tiles.invalid/")
        #expect(outcome == .unreachable(reason: "the host name tiles.invalid cannot be resolved"))
    }

    @Test("an image base that makes no URL fails with a reason", arguments: ["", "tiles/", "http:///x", "ftp://h/"])
    func noURL(base: String) async throws {
        guard case .unreachable(let reason) = try await ReplicaRoutingHTTPTests.outcome(base) else {
            Issue.record("\(base) is reachable")
            return
        }
        #expect(!reason.isEmpty && !reason.contains("no answer"))
    }

    @Test("a tile source type that is not known fails with the reason")
    func type() async throws {
        let outcome = try await outcome(.status(200), type: 77)
        #expect(outcome == .unreachable(reason: #"the tile source type of "m1" (1) is 77: valid are 1 to 14"#))
    }

    @Test("fewer bytes than asked for fail")
    func small() async throws {
        #expect(try await outcome(.status(200, body: "12345"), test: .init(minimumBytes: 5)) == .reachable)
        #expect(
            try await outcome(.status(200, body: "1234"), test: .init(minimumBytes: 5))
                == .unreachable(reason: "only 4 bytes")
        )
    }

    @Test("a tile of another digest, or of a known placeholder's, does not pass")
    func digests() async throws {
        // echo -n abc | sha256sum, the test vector of FIPS 180-2.
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let reply = FaultServer.Reply.status(200, body: "abc")
        #expect(try await outcome(reply, test: .init(acceptedSHA256: [abc.uppercased()])) == .reachable)
        #expect(
            try await outcome(.status(200, body: "abcd"), test: .init(acceptedSHA256: [abc]))
                == .unreachable(reason: "SHA-256 88d4266fd4e6... is not the expected one")
        )
        #expect(
            try await outcome(reply, test: .init(rejectedSHA256: [abc])) == .unreachable(reason: "a known placeholder")
        )
    }

    @Test("a digest that is none, sizes and numbers outside their ranges are refused")
    func settings() async throws {
        try await withClient { client in
            let stack = try Stack.of([])
            for test in [
                CanaryTest(acceptedSHA256: ["abc"]), .init(rejectedSHA256: [""]), .init(minimumBytes: -1),
                .init(maximumBytes: .max),
            ] {
                let error = #expect(throws: MirrorError.self) {
                    try HTTPCanaryProbe(client, stack: stack, test: test)
                }
                #expect(error?.code == .invalidConfiguration)
            }
            let error = #expect(throws: MirrorError.self) {
                try HTTPCanaryProbe(client, stack: stack, maximumConcurrentProbes: 0)
            }
            #expect(error?.message == "the number of concurrent probes is 0: valid are 1 to 10000")
        }
    }

    @Test("a block needs the status 200 and no content type; one is fetched with the attributes found")
    func blocks() async throws {
        let server = try FaultServer { request in
            switch request.target {
            case "/v.n5/s0/attributes.json":
                .status(200, type: "text/plain", body: #"{"blockSize":[64,64,7],"dimensions":[1,1,1]}"#)
            case "/v.n5/s0/2/3/1": .status(200, type: "application/octet-stream", body: "")
            case "/p/info":
                .status(200, body: #"{"scales":[{"key":"k","chunk_sizes":[[64,64,7]]}]}"#)
            case "/p/k/128-192_192-256_7-14": .status(200, type: "text/html")
            default: .status(404)
            }
        }
        defer { server.stop() }
        let n5 = server.base + "v.n5/%SCALE_DATASET%/0_1_2"
        #expect(try await ReplicaRoutingHTTPTests.outcome(n5, type: 11) == .reachable)
        #expect(try await ReplicaRoutingHTTPTests.outcome(server.base + "p/0_1_2", type: 14) == .reachable)
        #expect(
            try await ReplicaRoutingHTTPTests.outcome(server.base + "q/0_1_2", type: 14)
                == .unreachable(reason: "attributes: HTTP status 404")
        )
        #expect(server.requests.map(\.target).contains("/v.n5/s0/2/3/1"))
    }

    @Test("attributes that are no JSON, or not a dataset's, or never come, fail with a reason")
    func badAttributes() async throws {
        for (reply, reason, timeout) in [
            (FaultServer.Reply.status(200, body: "<html>"), "attributes: not JSON", Duration.seconds(30)),
            (.status(200, body: "{}"), "attributes: the attributes have neither blockSize", .seconds(30)),
            (.status(200, body: #"{"blockSize":[0,1,1]}"#), "the attributes do not do for", .seconds(30)),
            (.silence, "no answer within 0.5 seconds", .milliseconds(500)),
        ] {
            let server = try FaultServer(reply)
            defer { server.stop() }
            let base = server.base + "v/0_1_2"
            let outcome = try await ReplicaRoutingHTTPTests.outcome(base, type: 11, timeout: timeout)
            guard case .unreachable(let text) = outcome else {
                Issue.record("\(reply) is reachable")
                continue
            }
            #expect(text.hasPrefix(reason), "\(text)")
        }
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import HummingbirdReplicaRouting
import HummingbirdTesting
import LogCapture
import Logging
import NIOHTTP1
import ReplicaRouting
import ReplicaRoutingHTTP
import Synchronization
import Testing

@Suite("The cookie middleware", .timeLimit(.minutes(2)))
struct PinCookieMiddlewareTests {
    private let log = CapturedLog()
    private let signer = PinSigner.ephemeral()
    private let time = Time()

    private final class Time: Sendable {
        let milliseconds = Atomic<Int64>(1_732_200_000_000)
    }

    /// Runs the routes of ``FakeCluster``, and others, behind the middleware.
    private func withRoutes(
        _ addRoutes: (Hummingbird.Router<BasicRequestContext>) -> Void = { _ in },
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Hummingbird.Router()
        let cookie = try PinCookie(cluster: "orders", signer: signer)
        router.add(
            middleware: PinCookieMiddleware(cookie) { [time] in time.milliseconds.load(ordering: .relaxed) }
        )
        FakeCluster.addRoutes(to: router)
        addRoutes(router)
        let application = Application(router: router, logger: log.logger)
        try await application.test(.router, body)
    }

    @Test(
        "a request of any method that wrote sets the cookie, and the next one is pinned",
        arguments: FakeCluster.methods
    )
    func writes(method: HTTPRequest.Method) async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            #expect(try await browser.text("/read") == "replica")
            let response = try await browser.send(method, "/write")
            #expect(String(buffer: response.body) == "primary")
            #expect(response.headers[values: .setCookie].count == 1)
            #expect(try await browser.text("/read") == "primary")
        }
    }

    @Test("a request of any method that did not write sets none, pinned or not", arguments: FakeCluster.methods)
    func reads(method: HTTPRequest.Method) async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            #expect(try await browser.send(method, "/read").headers[.setCookie] == nil)
            try await browser.send(.post, "/write")
            let response = try await browser.send(method, "/read")
            #expect(String(buffer: response.body) == "primary")
            #expect(response.headers[.setCookie] == nil)
            #expect(response.headers[.cacheControl] == nil)
        }
    }

    @Test("the pin ends with the time of the marker, though the client goes on sending it")
    func expiry() async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            try await browser.send(.post, "/write")
            time.milliseconds.wrappingAdd(4_999, ordering: .relaxed)
            #expect(try await browser.text("/read") == "primary")
            time.milliseconds.wrappingAdd(1, ordering: .relaxed)
            #expect(try await browser.text("/read") == "replica")
            try await browser.send(.post, "/write")
            #expect(try await browser.text("/read") == "primary")
        }
    }

    @Test("a write in a child task counts")
    func childTask() async throws {
        try await withRoutes { client in
            let response = try await Browser(client).send(.get, "/child")
            #expect(String(buffer: response.body) == "primary")
            #expect(response.headers[.setCookie] != nil)
        }
    }

    @Test("a marker that is forged, foreign or no marker neither pins nor fails the request")
    func badMarkers() async throws {
        let now = time.milliseconds.load(ordering: .relaxed)
        let values = [
            "", "x", "..", "1.\(now + 5_000).orders", String(repeating: "A", count: 5_000),
            PinSigner.ephemeral().sign(PinMarker(cluster: "orders", from: now)),
            signer.sign(PinMarker(cluster: "users", from: now)),
            signer.sign(PinMarker(cluster: "orders", expiry: now)),
            signer.sign(PinMarker(cluster: "orders", expiry: now + 90_000)),
        ]
        let good = signer.sign(PinMarker(cluster: "orders", from: now))
        try await withRoutes { client in
            for value in values {
                let response = try await Browser(client, cookies: ["replica-pin": value]).send(.get, "/read")
                #expect(response.status == .ok)
                #expect(String(buffer: response.body) == "replica", "\(value)")
            }
            let twice = "replica-pin=\(good); replica-pin=\(good)"
            #expect(try await Browser(client).text("/read", headers: [.cookie: twice]) == "replica")
            #expect(try await Browser(client, cookies: ["replica-pin": good]).text("/read") == "primary")
        }
        #expect(log.messages(from: .info).isEmpty)
        let shown = log.messages(from: .trace).joined()
        for value in values where value.count > 2 { #expect(!shown.contains(value)) }
    }

    @Test(
        "an error after a write answers as ever, with the cookie",
        arguments: [
            ("http", HTTPResponse.Status.conflict, "http"), ("own", .conflict, "own"),
            ("plain", .internalServerError, ""),
        ]
    )
    func failures(kind: String, status: HTTPResponse.Status, text: String) async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            let plain = try await browser.send(.get, "/fail/\(kind)")
            #expect(plain.status == status)
            #expect(plain.headers[.setCookie] == nil)
            #expect(try await browser.text("/read") == "replica")

            let marked = try await browser.send(.get, "/fail-after-write/\(kind)")
            #expect(marked.status == status)
            #expect(marked.headers[values: .setCookie].count == 1)
            #expect(marked.headers[.retryAfter] == (kind == "http" ? "7" : nil))
            #expect(marked.body == plain.body)
            #expect(String(buffer: marked.body).contains(text))
            #expect(try await browser.text("/read") == "primary")
        }
    }

    @Test("an error that says the connection is broken reaches the server as it is, after a write, too")
    func brokenConnection() async throws {
        try await withRoutes { router in
            router.get("broken") { _, _ -> String in
                FakeCluster.write()
                throw HTTPParserError.invalidMethod
            }
        } _: { client in
            let response = try await Browser(client).send(.get, "/broken")
            #expect(response.headers[.setCookie] == nil)
        }
    }

    @Test("requests at the same time do not share a session")
    func isolation() async throws {
        let (entered, gate) = (Gate(), Gate())
        try await withRoutes { router in
            router.get("slow") { _, _ in
                entered.open()
                await gate.pass()
                return FakeCluster.read()
            }
        } _: { client in
            async let slow = Browser(client).text("/slow")
            await entered.pass()
            try await Browser(client).send(.post, "/write")
            gate.open()
            #expect(try await slow == "replica")
        }
    }

    @Test("a response that is streamed is written in the session of its request")
    func streaming() async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            #expect(try await browser.text("/stream/read") == "replica")
            try await browser.send(.post, "/write")
            #expect(try await browser.text("/stream/read") == "primary")
            let sized = try await browser.send(.get, "/stream/read", headers: [.range: "bytes=0-"])
            #expect(String(buffer: sized.body) == "primary")
            #expect(sized.headers[.contentLength] == "7")
        }
        #expect(log.messages(from: .warning).isEmpty)
    }

    @Test("a write while the response is streamed pins what follows in it, sets no cookie, and is warned of once")
    func lateWrites() async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            let response = try await browser.send(.get, "/stream/write")
            #expect(String(buffer: response.body) == "primary")
            #expect(response.headers[.setCookie] == nil)
            #expect(try await browser.text("/read") == "replica")
        }
        #expect(log.messages(from: .warning).count == 1)
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import HummingbirdReplicaRouting
import HummingbirdTesting
import LogCapture
import Logging
import NIOCore
import ReplicaRouting
import ReplicaRoutingHTTP
import Synchronization
import Testing

@Suite("The session middleware", .timeLimit(.minutes(2)))
struct PinSessionMiddlewareTests {
    private let log = CapturedLog()
    private let store = MemoryStore()

    private func headers(_ user: String) throws -> HTTPFields {
        [try MemoryStore.user: user]
    }

    private func withRoutes(
        outside: EndRecorder? = nil,
        addRoutes: (Hummingbird.Router<BasicRequestContext>) -> Void = { _ in },
        _ body: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        let router = Hummingbird.Router()
        if let outside { router.add(middleware: outside) }
        let pins = try PinSession(cluster: "orders")
        router.add(
            middleware: PinSessionMiddleware(pins) { [store] request, _ in
                try store.value(for: request)
            } save: { [store] value, lifetime, request, _ in
                #expect(lifetime == .seconds(5))
                try store.set(value, for: request)
            }
        )
        FakeCluster.addRoutes(to: router)
        addRoutes(router)
        let application = Application(router: router, logger: log.logger)
        try await application.test(.router, body)
    }

    @Test(
        "a request of any method that wrote pins its user's next ones, and nobody else's",
        arguments: FakeCluster.methods
    )
    func writes(method: HTTPRequest.Method) async throws {
        let (ann, bob) = (try headers("ann"), try headers("bob"))
        try await withRoutes { client in
            let browser = Browser(client)
            #expect(try await browser.text("/read", headers: ann) == "replica")
            try await browser.send(method, "/write", headers: ann)
            #expect(try await browser.text("/read", headers: ann) == "primary")
            #expect(try await browser.text("/read", headers: bob) == "replica")
            #expect(browser.cookies.isEmpty)
        }
    }

    @Test("a request that did not write stores nothing, pinned or not")
    func reads() async throws {
        let ann = try headers("ann")
        try await withRoutes { client in
            let browser = Browser(client)
            for method in FakeCluster.methods { try await browser.send(method, "/read", headers: ann) }
            #expect(store.events.isEmpty)
            try await browser.send(.post, "/write", headers: ann)
            for method in FakeCluster.methods { try await browser.send(method, "/read", headers: ann) }
            #expect(store.events == ["stored"])
        }
    }

    @Test("a read that began before a write and ended after it does not take its pin away")
    func overlap() async throws {
        let ann = try headers("ann")
        let (entered, gate) = (Gate(), Gate())
        try await withRoutes(addRoutes: { router in
            router.get("slow") { _, _ in
                entered.open()
                await gate.pass()
                return FakeCluster.read()
            }
        }) { client in
            async let slow = Browser(client).text("/slow", headers: ann)
            await entered.pass()
            try await Browser(client).send(.post, "/write", headers: ann)
            gate.open()
            #expect(try await slow == "replica")
            #expect(try await Browser(client).text("/read", headers: ann) == "primary")
        }
    }

    @Test("an error after a write answers as ever, and pins", arguments: ["http", "own", "plain"])
    func failures(kind: String) async throws {
        let ann = try headers("ann")
        try await withRoutes { client in
            let browser = Browser(client)
            let plain = try await browser.send(.get, "/fail/\(kind)", headers: ann)
            #expect(try await browser.text("/read", headers: ann) == "replica")
            let marked = try await browser.send(.get, "/fail-after-write/\(kind)", headers: ann)
            #expect(marked.status == plain.status)
            #expect(marked.body == plain.body)
            #expect(try await browser.text("/read", headers: ann) == "primary")
        }
    }

    @Test(
        "a write while the response is streamed is stored before the response ends",
        arguments: ["/stream/write", "/stream/late"]
    )
    func streaming(path: String) async throws {
        let ann = try headers("ann")
        try await withRoutes(outside: EndRecorder(store: store)) { client in
            let browser = Browser(client)
            try await browser.send(.get, path, headers: ann)
            #expect(store.events == ["stored", "ended"])
            #expect(try await browser.text("/read", headers: ann) == "primary")
        }
    }

    @Test("a response that is not streamed stores once, before it is sent")
    func once() async throws {
        let ann = try headers("ann")
        try await withRoutes(outside: EndRecorder(store: store)) { client in
            try await Browser(client).send(.post, "/write", headers: ann)
        }
        #expect(store.events == ["stored", "ended"])
    }

    @Test("a store that fails fails no request, pins nothing, and is warned of")
    func brokenStore() async throws {
        let ann = try headers("ann")
        try await withRoutes { client in
            let browser = Browser(client)
            try await browser.send(.post, "/write", headers: ann)
            store.isBroken.store(true, ordering: .relaxed)
            #expect(try await browser.text("/read", headers: ann) == "replica")
            let response = try await browser.send(.post, "/write", headers: ann)
            #expect(response.status == .ok)
            #expect(String(buffer: response.body) == "primary")
        }
        let warnings = log.messages(from: .warning)
        #expect(warnings.count == 3)
        #expect(warnings.last?.contains("could not be stored") == true)
    }
}

/// Tells the store's events when the end of a response is sent.
private struct EndRecorder: RouterMiddleware {
    let store: MemoryStore

    struct Writer: ResponseBodyWriter {
        var base: any ResponseBodyWriter
        let store: MemoryStore

        @concurrent
        mutating func write(_ buffer: ByteBuffer) async throws { try await base.write(buffer) }

        @concurrent
        consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
            store.note("ended")
            try await base.finish(trailingHeaders)
        }
    }

    @concurrent
    func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            try await body.write(Writer(base: writer, store: store))
        }
        return response
    }
}
#endif

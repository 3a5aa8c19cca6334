// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import HummingbirdReplicaRouting
import HummingbirdTesting
import LogCapture
import Logging
import ReplicaRouting
import ReplicaRoutingHTTP
import Synchronization
import Testing

@Suite("The session middleware over a persist driver", .timeLimit(.minutes(2)))
struct PersistDriverTests {
    private let log = CapturedLog()
    private let driver = MemoryPersistDriver()

    /// A context that learns its session while the request is answered, as at a login.
    private struct LoginContext: RequestContext {
        final class Session: Sendable {
            let id = Mutex<String?>(nil)
        }

        var coreContext: CoreRequestContextStorage
        let session = Session()

        init(source: Source) { coreContext = .init(source: source) }
    }

    private func withRoutes(_ body: @Sendable (any TestClientProtocol) async throws -> Void) async throws {
        let user = try MemoryStore.user
        let router = Hummingbird.Router(context: LoginContext.self)
        let pins = try PinSession(cluster: "orders")
        router.add(
            middleware: PinSessionMiddleware(pins, in: driver) { request, context in
                request.headers[user] ?? context.session.id.withLock { $0 }
            }
        )
        FakeCluster.addRoutes(to: router)
        router.post("login") { _, context in
            context.session.id.withLock { $0 = "ann" }
            FakeCluster.write()
            return "welcome"
        }
        let application = Application(router: router, logger: log.logger)
        try await application.test(.router, body)
    }

    @Test("each session's marker has a key of its own")
    func keys() async throws {
        let user = try MemoryStore.user
        try await driver.set(key: "ann", value: "what the application keeps there")
        try await withRoutes { client in
            let browser = Browser(client)
            try await browser.send(.post, "/write", headers: [user: "ann"])
            #expect(try await browser.text("/read", headers: [user: "ann"]) == "primary")
            #expect(try await browser.text("/read", headers: [user: "bob"]) == "replica")
        }
        #expect(try await driver.get(key: "ann", as: String.self) == "what the application keeps there")
        let stored = try await driver.getWithTTL(key: "replica-pin.ann", as: String.self)
        #expect(stored?.object.hasSuffix(".orders") == true)
        #expect(try #require(stored?.ttl) <= .seconds(5))
    }

    @Test("a session that begins in the request that writes is pinned from there on")
    func login() async throws {
        let user = try MemoryStore.user
        try await withRoutes { client in
            let browser = Browser(client)
            try await browser.send(.post, "/login")
            #expect(try await browser.text("/read", headers: [user: "ann"]) == "primary")
        }
    }

    @Test("without a session nothing is stored and nothing fails")
    func anonymous() async throws {
        try await withRoutes { client in
            let browser = Browser(client)
            let response = try await browser.send(.post, "/write")
            #expect(response.status == .ok)
            #expect(try await browser.text("/read") == "replica")
        }
        #expect(log.messages(from: .warning).isEmpty)
    }

    @Test("a stored value of another type does not pin and does not fail the request")
    func otherType() async throws {
        let user = try MemoryStore.user
        try await driver.set(key: "replica-pin.ann", value: 7)
        try await withRoutes { client in
            let node = try await Browser(client).text("/read", headers: [user: "ann"])
            #expect(node == "replica")
        }
        #expect(log.messages(from: .warning).count == 1)
    }
}
#endif

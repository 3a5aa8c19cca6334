// SPDX-License-Identifier: Apache-2.0

#if HTTP
import HTTPTypes
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

@Suite("The pin cookie of a response")
struct PinCookieResponseTests {
    private let signer: PinSigner
    private let signed: String

    init() throws {
        signer = try PinSigner.of(1)
        signed = signer.sign(PinMarker(cluster: "orders", from: noon))
    }

    private func fields(
        after session: RoutingSession,
        duration: Duration = .seconds(5),
        _ attributes: PinCookie.Attributes = .init(),
        before: HTTPFields = [:]
    ) throws -> HTTPFields {
        let policy = try PinPolicy(duration: duration)
        let cookie = try PinCookie(cluster: "orders", signer: signer, policy: policy, attributes: attributes)
        var fields = before
        cookie.mark(&fields, after: session, at: noon)
        return fields
    }

    @Test("it is for this host and its servers only, unless something else is asked for")
    func defaults() throws {
        let cookies = try fields(after: .written)[values: .setCookie]
        #expect(cookies == ["replica-pin=\(signed); Max-Age=5; Path=/; Secure; HttpOnly; SameSite=Lax"])
    }

    @Test("every attribute can be set")
    func attributes() throws {
        let attributes = PinCookie.Attributes(
            name: "pin",
            path: "/app",
            domain: "example.org",
            isSecure: false,
            isHTTPOnly: false,
            sameSite: .strict
        )
        let cookies = try fields(after: .written, attributes)[values: .setCookie]
        #expect(cookies == ["pin=\(signed); Max-Age=5; Path=/app; Domain=example.org; SameSite=Strict"])
        let none = try fields(after: .written, PinCookie.Attributes(sameSite: .none))[.setCookie]
        #expect(none?.hasSuffix("; Secure; HttpOnly; SameSite=None") == true)
    }

    @Test(
        "its age is the policy's, in whole seconds rounded up",
        arguments: [(300, 1), (1_000, 1), (1_001, 2), (5_000, 5), (59_999, 60)]
    )
    func age(milliseconds: Int, seconds: Int) throws {
        let cookie = try fields(after: .written, duration: .milliseconds(milliseconds))[.setCookie]
        #expect(cookie?.contains("; Max-Age=\(seconds); ") == true)
    }

    @Test("only a session in which something was written sets it")
    func onlyAfterWrites() throws {
        #expect(try fields(after: RoutingSession()).isEmpty)
        #expect(try fields(after: RoutingSession(pinnedBy: .pinned(for: .seconds(3)))).isEmpty)
        let rewritten = RoutingSession(pinnedBy: .pinned(for: .seconds(3)))
        rewritten.noteWrite()
        #expect(try fields(after: rewritten)[values: .setCookie].count == 1)
    }

    @Test("other cookies stay")
    func others() throws {
        let fields = try fields(after: .written, before: [.setCookie: "a=1"])
        #expect(fields[values: .setCookie].first == "a=1")
        #expect(fields[values: .setCookie].count == 2)
    }

    @Test("a response that sets it is not for shared caches, unless it says itself what it is for")
    func caches() throws {
        #expect(try fields(after: .written)[.cacheControl] == "private")
        let fields = try fields(after: .written, before: [.cacheControl: "no-store"])
        #expect(fields[values: .cacheControl] == ["no-store"])
    }

    @Test("what it sets pins the next request that brings it back")
    func roundTrip() throws {
        let policy = try PinPolicy(duration: .milliseconds(1_500))
        let cookie = try PinCookie(cluster: "Ω; =\u{0}\"", signer: signer, policy: policy)
        var fields = HTTPFields()
        cookie.mark(&fields, after: .written, at: noon)
        let pair = try #require(fields[.setCookie]?.split(separator: ";").first)
        let request = HTTPFields.cookies("other=1; \(pair)")
        #expect(cookie.verdict(on: request, at: noon + 1_000) == .pinned(for: .milliseconds(500)))
        #expect(cookie.verdict(on: request, at: noon + 1_500) == .expired)
    }

    @Test(
        "attributes that a browser would not take, or take for others, are errors",
        arguments: [
            PinCookie.Attributes(name: ""), .init(name: "a b"), .init(name: "a=b"), .init(name: "a;b"),
            .init(name: "pin\n"), .init(name: "é"), .init(name: String(repeating: "a", count: 129)),
            .init(path: ""), .init(path: "app"), .init(path: "/a;Domain=x"), .init(path: "/\r\nX: 1"),
            .init(path: "/é"),
            .init(domain: ""), .init(domain: "a b"), .init(domain: "a;Secure"), .init(domain: "https://a"),
            .init(isSecure: false, sameSite: .none), .init(name: "__Secure-pin", isSecure: false),
            .init(name: "__Host-pin", isSecure: false), .init(name: "__Host-pin", path: "/app"),
            .init(name: "__host-pin", domain: "example.org"),
        ]
    )
    func invalid(attributes: PinCookie.Attributes) {
        let error = #expect(throws: PinError.self) {
            try PinCookie(cluster: "orders", signer: signer, attributes: attributes)
        }
        #expect(error?.code == .invalidCookie)
    }

    @Test("a name with __Host- is taken with the path / and no domain")
    func host() throws {
        let cookie = try fields(after: .written, PinCookie.Attributes(name: "__Host-pin"))[.setCookie]
        #expect(cookie?.hasPrefix("__Host-pin=") == true)
    }

    @Test("a cluster has a name of 1 to 255 bytes")
    func clusterName() throws {
        for length in [1, 255] {
            _ = try PinCookie(cluster: String(repeating: "x", count: length), signer: signer)
        }
        for length in [0, 256] {
            let name = String(repeating: "x", count: length)
            #expect(throws: PinError.self) { try PinCookie(cluster: name, signer: signer) }
            let error = #expect(throws: PinError.self) { try PinSession(cluster: name) }
            #expect(error?.code == .invalidCluster)
        }
    }
}
#endif

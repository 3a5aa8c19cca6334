// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
// The examples of Docs/Pinning.md; the tests below compare the two.

import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdReplicaRouting
import PGRouting
import ReplicaRouting
import ReplicaRoutingHTTP
import Testing

func router(cluster: PGCluster, keys: [String]) throws -> Hummingbird.Router<BasicRequestContext> {
    let cookie = try PinCookie(cluster: "stacks", signer: PinSigner(base64Keys: keys))
    let router = Hummingbird.Router()
    router.add(middleware: PinCookieMiddleware(cookie))
    router.post("stack/:title") { _, context in
        let title = try context.parameters.require("title")
        try await cluster.execute("INSERT INTO stack (title) VALUES (\(title))")
        return HTTPResponse.Status.created
    }
    return router
}

func respond(
    to request: HTTPRequest,
    cookie: PinCookie,
    handler: (HTTPRequest) async throws -> HTTPResponse
) async throws -> HTTPResponse {
    let verdict = cookie.verdict(on: request.headerFields, at: UnixTime.now())
    let session = RoutingSession(pinnedBy: verdict)
    var response = try await RoutingScope.withSession(session) { try await handler(request) }
    cookie.mark(&response.headerFields, after: session, at: UnixTime.now())
    return response
}

@Suite("The examples of Docs/Pinning.md")
struct DocumentedExampleTests {
    @Test("they are those that are compiled here", arguments: ["func router(", "func respond("])
    func text(start: String) throws {
        let file = URL(filePath: #filePath)
        let source = try String(contentsOf: file, encoding: .utf8)
        let documentation = file.deletingLastPathComponent().appending(path: "../../Docs/Pinning.md")
        let text = try String(contentsOf: documentation, encoding: .utf8)
        let begin = try #require(source.range(of: "\n" + start)?.lowerBound)
        let end = try #require(source.range(of: "\n}\n", range: begin..<source.endIndex)?.upperBound)
        #expect(text.contains(source[begin..<end] + "```"))
    }

    @Test("a server without Hummingbird pins who has written")
    func withoutHummingbird() async throws {
        let cookie = try PinCookie(cluster: "stacks", signer: .ephemeral())
        var request = HTTPRequest(method: .post, scheme: "https", authority: "example.org", path: "/")
        let response = try await respond(to: request, cookie: cookie) { _ in
            FakeCluster.write()
            return HTTPResponse(status: .created)
        }
        let marker = try #require(response.headerFields[.setCookie]?.prefix { $0 != ";" })
        request.headerFields[.cookie] = String(marker)
        let next = try await respond(to: request, cookie: cookie) { _ in
            HTTPResponse(status: FakeCluster.read() == "primary" ? .ok : .conflict)
        }
        #expect(next.status == .ok)
        #expect(next.headerFields[.setCookie] == nil)
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import NIOCore
import ReplicaRouting

/// Routes that use the session of their request as a cluster does.
enum FakeCluster {
    struct OwnFailure: HTTPResponseError {
        var status: HTTPResponse.Status { .conflict }

        func response(from request: Request, context: some RequestContext) throws -> Response {
            Response(status: status, body: ResponseBody(byteBuffer: ByteBuffer(string: "own")))
        }
    }

    struct PlainFailure: Error {}

    static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete, .options]

    /// Where a read would go, and that it is in a session at all.
    static func read() -> String {
        guard let session = RoutingScope.session else { return "no session" }
        return session.isPinned(at: RoutingInstant()) ? "primary" : "replica"
    }

    static func write() { RoutingScope.session?.noteWrite() }

    static func addRoutes(to router: Hummingbird.Router<some RequestContext>) {
        for method in methods {
            router.on("read", method: method) { _, _ in read() }
            router.on("write", method: method) { _, _ in
                write()
                return read()
            }
        }
        router.get("child") { _, _ in
            await withTaskGroup { tasks in tasks.addTask { write() } }
            return read()
        }
        for writes in [true, false] {
            let path = writes ? "fail-after-write" : "fail"
            router.get("\(path)/:kind") { _, context -> String in
                if writes { write() }
                switch context.parameters.get("kind") {
                case "http": throw HTTPError(.conflict, headers: [.retryAfter: "7"], message: "http")
                case "own": throw OwnFailure()
                default: throw PlainFailure()
                }
            }
        }
        router.get("stream/:what") { request, context in
            let what = context.parameters.get("what")
            let length = request.headers[.range] == nil ? nil : 7
            return Response(
                status: .ok,
                body: ResponseBody(contentLength: length) { writer in
                    if what == "write" { write() }
                    try await writer.write(ByteBuffer(string: read()))
                    if what == "failure" { throw PlainFailure() }
                    if what == "late" { write() }
                    try await writer.finish(nil)
                }
            )
        }
    }
}
#endif

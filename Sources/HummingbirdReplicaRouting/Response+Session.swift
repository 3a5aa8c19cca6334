// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import Hummingbird
import ReplicaRouting

extension Response {
    /// Has the body written in a session: that happens after the middlewares have returned.
    ///
    /// A body of known length is left as it is unless the session is pinned, as Hummingbird sends one that is in memory
    /// together with the head, and one that is wrapped not.
    ///
    /// - Parameter end: Called once before the end of a body of unknown length is sent, or when its writing fails.
    mutating func write(in session: RoutingSession, beforeEnd end: @escaping @Sendable () async -> Void) {
        let isStreamed = body.contentLength == nil
        // Such a session is pinned at all times or at none.
        guard isStreamed || (body.contentLength != 0 && session.isPinned(at: RoutingInstant())) else { return }
        let bodyEnd = isStreamed ? BodyEnd(end) : BodyEnd {}
        body = body.written(in: session, bodyEnd)
    }
}

extension ResponseBody {
    fileprivate func written(in session: RoutingSession, _ end: BodyEnd) -> ResponseBody {
        ResponseBody(contentLength: contentLength) { writer in
            do {
                let writer = SessionBodyWriter(writer: writer, end: end)
                try await RoutingScope.withSession(session) { @concurrent () async throws -> Void in
                    try await self.write(writer)
                }
            } catch {
                await end.reach()
                throw error
            }
            await end.reach()
        }
    }
}
#endif

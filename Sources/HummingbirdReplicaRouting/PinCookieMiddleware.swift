// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
public import Hummingbird
internal import Logging
internal import NIOHTTP1
internal import ReplicaRouting
public import ReplicaRoutingHTTP

/// Answers each request in a `RoutingSession`, and carries what was written in it to the user's next requests in a
/// signed cookie.
///
/// For example:
///
/// ```swift
/// let router = Hummingbird.Router()
/// router.add(middleware: PinCookieMiddleware(try PinCookie(cluster: "stacks", signer: signer)))
/// router.post("stack") { request, context in
///     try await cluster.write { ... }     // the user's reads go to the primary from here on, for 5 s
///     return HTTPResponse.Status.created
/// }
/// ```
///
/// The cookie is set in the answer to any request that wrote, whatever its method and whether it succeeded, and in no
/// other. What comes in a cookie never fails a request. To one request one session belongs: use one such middleware.
///
/// Add it before the middleware that turns errors into responses, so that it sees them as responses. An error that
/// passes through it after a write becomes a response that carries the cookie: an `HTTPError` stays what it is.
///
/// A response body that is streamed is written in the session, too. What is *written to the cluster* meanwhile comes
/// too late for the cookie, as the header is gone: that is logged as a warning. Write before the response is returned,
/// or use ``PinSessionMiddleware``.
public struct PinCookieMiddleware<Context: RequestContext>: RouterMiddleware {
    private let cookie: PinCookie
    private let now: @Sendable () -> Int64

    /// Makes the middleware.
    ///
    /// - Parameters:
    ///   - cookie: The cookie, with its keys and how long it pins.
    ///   - now: The time, in milliseconds since 1970 (UTC). Default: the system's.
    public init(_ cookie: PinCookie, now: @escaping @Sendable () -> Int64 = UnixTime.now) {
        self.cookie = cookie
        self.now = now
    }

    /// Answers a request in a session of its own.
    @concurrent
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let verdict = cookie.verdict(on: request.headers, at: now())
        context.logger.note(verdict)
        let session = RoutingSession(pinnedBy: verdict)
        do {
            var response = try await RoutingScope.withSession(session) { try await next(request, context) }
            cookie.mark(&response.headers, after: session, at: now())
            let isMarked = session.hasWritten
            response.write(in: session) { [logger = context.logger] in
                guard session.hasWritten, !isMarked else { return }
                logger.warning("a write while the response was streamed came too late to set the pin cookie")
            }
            return response
        } catch {
            throw marked(error, after: session)
        }
    }

    private func marked(_ error: any Error, after session: RoutingSession) -> any Error {
        switch error {
        case _ where !session.hasWritten:
            return error
        case is HTTPParserError:
            // The connection is broken, and the server has to see that.
            return error
        case var error as HTTPError:
            cookie.mark(&error.headers, after: session, at: now())
            return error
        default:
            return MarkedFailure(underlying: error, session: session, cookie: cookie, now: now)
        }
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import Logging
import ReplicaRouting
import ReplicaRoutingHTTP

/// An error after a write: its response is the one it would have been, with the cookie.
struct MarkedFailure: HTTPResponseError, CustomStringConvertible {
    let underlying: any Error
    let session: RoutingSession
    let cookie: PinCookie
    let now: @Sendable () -> Int64

    var description: String { "\(underlying)" }

    var status: HTTPResponse.Status { (underlying as? any HTTPResponseError)?.status ?? .internalServerError }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        var response: Response
        if let underlying = underlying as? any HTTPResponseError {
            response = try underlying.response(from: request, context: context)
        } else {
            context.logger.debug("unrecognised error", metadata: ["error": "\(underlying)"])
            response = Response(status: .internalServerError)
        }
        cookie.mark(&response.headers, after: session, at: now())
        return response
    }
}
#endif

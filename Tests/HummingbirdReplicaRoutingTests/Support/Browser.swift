// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Synchronization

/// A user's client: it sends back the cookies it was given, however old they are.
final class Browser: Sendable {
    private let client: any TestClientProtocol
    private let jar = Mutex<[String: String]>([:])

    init(_ client: any TestClientProtocol, cookies: [String: String] = [:]) {
        self.client = client
        jar.withLock { $0 = cookies }
    }

    var cookies: [String: String] { jar.withLock { $0 } }

    @discardableResult
    func send(
        _ method: HTTPRequest.Method = .get,
        _ path: String,
        headers: HTTPFields = [:],
        body: String? = nil
    ) async throws -> TestResponse {
        var headers = headers
        let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !pairs.isEmpty { headers[.cookie] = pairs.joined(separator: "; ") }
        let response = try await client.executeRequest(
            uri: path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        for cookie in response.headers[values: .setCookie] {
            let pair = cookie.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { continue }
            jar.withLock { $0[String(pair[0])] = String(pair[1]) }
        }
        return response
    }

    /// The body of a `GET` request's response.
    func text(_ path: String, headers: HTTPFields = [:]) async throws -> String {
        String(buffer: try await send(.get, path, headers: headers).body)
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import NIOCore
import NIOPosix

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

extension FetchFailure {
    /// What an error of the client means, in words for people.
    init(_ error: any Error, host: String) {
        reason =
            switch error {
            case let error as HTTPClientError: Self.words(error)
            case let error as NIOConnectionError: Self.words(error, host)
            default: Self.words(String(describing: error))
            }
    }

    private static func words(_ error: HTTPClientError) -> String {
        switch error {
        case .deadlineExceeded, .connectTimeout, .getConnectionFromPoolTimeout, .readTimeout: "no answer in time"
        case .tlsHandshakeTimeout: "no TLS handshake in time"
        case .remoteConnectionClosed: "the server closed the connection"
        case .redirectCycleDetected: "redirect loop"
        case .redirectLimitReached: "too many redirects"
        case .invalidURL, .emptyScheme, .emptyHost: "the URL is not valid: it needs a scheme and a host"
        default: error.shortDescription
        }
    }

    private static func words(_ error: NIOConnectionError, _ host: String) -> String {
        guard let failure = error.connectionErrors.first else {
            return "the host name \(host) cannot be resolved"
        }
        guard let failure = failure.error as? IOError else { return words(String(describing: failure.error)) }
        return switch failure.errnoCode {
        case ECONNREFUSED: "connection refused"
        case EHOSTUNREACH, ENETUNREACH: "no route to the host"
        case ETIMEDOUT: "no connection in time"
        default: String(describing: failure)
        }
    }

    private static func words(_ text: String) -> String {
        if text.contains("CERTIFICATE_VERIFY_FAILED") || text.contains("unableToValidateCertificate") {
            return "the TLS certificate is not trusted"
        }
        if text.contains("failedToValidateHostname") { return "the TLS certificate is for another host" }
        if text.contains("ECONNREFUSED") || text.contains("errno: 111") { return "connection refused" }
        if text.contains("reset by peer") { return "the server reset the connection" }
        if text.contains("handshakeFailed") { return "the TLS handshake failed" }
        if text.contains("HTTPParserError") || text.contains("invalid") { return "the answer is not HTTP: \(text)" }
        return String(text.prefix(120))
    }
}
#endif

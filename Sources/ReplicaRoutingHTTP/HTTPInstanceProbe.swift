// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import AsyncHTTPClient
public import ReplicaRouting

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Probes whole CATMAID instances over HTTP: an instance is reachable when a path of it answers with the status 200.
///
/// The API key goes out as `X-Authorization: Token ...` and the credentials as HTTP's basic authentication; neither
/// follows a redirect to another origin.
public struct HTTPInstanceProbe: MirrorProbe {
    private let fetcher: HTTPFetcher
    private let slots: ProbeSlots
    private let path: String
    private let timeout: Duration

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - client: The client, which stays yours to shut down. Make it with `HTTPClient.Configuration.canary`.
    ///   - path: What to ask for, relative to the instance's base URL. Default: `version`, which is small and needs no
    ///     rights.
    ///   - timeout: The longest a probe takes, where the chain does not ask for less. Default: 2 s.
    ///   - maximumConcurrentProbes: How many probes run at once; others wait, within their deadline. Default: 16.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/invalidConfiguration``.
    public init(
        _ client: HTTPClient,
        path: String = "version",
        timeout: Duration = .seconds(2),
        maximumConcurrentProbes: Int = 16
    ) throws(MirrorError) {
        fetcher = HTTPFetcher(client: client)
        slots = try ProbeSlots(maximumConcurrentProbes)
        self.path = path
        self.timeout = timeout
    }

    /// Probes an instance.
    public func probe(_ instance: RemoteInstance, timeout: Duration) async -> ProbeOutcome {
        await ProbeDeadline.within(min(timeout, self.timeout), slots) { deadline in
            let base = instance.url.hasSuffix("/") ? instance.url : instance.url + "/"
            switch await fetcher.get(base + path, headers: Self.headers(instance), FetchLimits(), deadline) {
            case .success(let answer) where answer.status == 200: return .reachable
            case .success(let answer): return .unreachable(reason: "HTTP status \(answer.status)")
            case .failure(let failure): return .unreachable(reason: failure.reason)
            }
        }
    }

    private static func headers(_ instance: RemoteInstance) -> [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        if let key = instance.apiKey { headers.append(("X-Authorization", "Token \(key.value)")) }
        if let basic = instance.basicAuthentication {
            let pair = Data("\(basic.user):\(basic.password.value)".utf8).base64EncodedString()
            headers.append(("Authorization", "Basic \(pair)"))
        }
        return headers
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import AsyncHTTPClient
public import ReplicaRouting

/// Probes the mirrors of a stack at its canary location over HTTP.
///
/// For example:
///
///     let client = HTTPClient(configuration: .canary)
///     let probe = try HTTPCanaryProbe(client, stack: stack)
///     let mirror = try await MirrorChain(stack).firstReachable(using: probe)
///
/// A mirror is reachable when its canary tile has the status 200 and, for the types that serve images, a content type
/// that begins with `image/` and a body that is not empty. No more of the body is read than that takes. For the types 11
/// and 14, the attributes of the dataset are fetched first, within the same deadline.
///
/// Redirects are followed, five at most; headers of your own stay at the origin they were meant for. Caches on the way
/// are told by headers to ask the server; URLs stay as they are. TLS certificates are verified as the client says.
public struct HTTPCanaryProbe: MirrorProbe {
    private let fetcher: HTTPFetcher
    private let slots: ProbeSlots
    private let stack: Stack
    private let instance: String?
    private let options: TileSourceOptions
    private let test: CanaryTest
    private let timeout: Duration
    private let headers: @Sendable (StackMirror) -> [(name: String, value: String)]

    /// Makes a probe.
    ///
    /// - Parameters:
    ///   - client: The client, which stays yours to shut down. Make it with `HTTPClient.Configuration.canary`: the
    ///     client's own defaults follow redirects with every header, and try a refused port again until the deadline.
    ///   - stack: The stack whose canary is looked for.
    ///   - instance: The base URL of the CATMAID instance, for the types 3 and 13.
    ///   - options: Settings of tile sources that the stack's info does not hold.
    ///   - test: What a canary tile must be, beside its status and type.
    ///   - timeout: The longest a probe takes, where the chain does not ask for less. Default: 2 s.
    ///   - maximumConcurrentProbes: How many probes run at once; others wait, within their deadline. Default: 16.
    ///   - headers: Headers for a mirror, such as `Authorization: Token ...` for BOSS. Default: none.
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/invalidConfiguration``.
    public init(
        _ client: HTTPClient,
        stack: Stack,
        instance: String? = nil,
        options: TileSourceOptions = TileSourceOptions(),
        test: CanaryTest = CanaryTest(),
        timeout: Duration = .seconds(2),
        maximumConcurrentProbes: Int = 16,
        headers: @escaping @Sendable (StackMirror) -> [(name: String, value: String)] = { _ in [] }
    ) throws(MirrorError) {
        try test.check()
        fetcher = HTTPFetcher(client: client)
        slots = try ProbeSlots(maximumConcurrentProbes)
        self.stack = stack
        self.instance = instance
        self.options = options
        self.test = test
        self.timeout = timeout
        self.headers = headers
    }

    /// Probes a mirror: with its own tile size, at zoom level 0.
    public func probe(_ mirror: StackMirror, timeout: Duration) async -> ProbeOutcome {
        await ProbeDeadline.within(min(timeout, self.timeout), slots) { deadline in
            do throws(MirrorError) {
                let source = try TileSource(mirror, of: stack, instance: instance, options: options)
                return try await look(at: source, deadline)
            } catch {
                return .unreachable(reason: error.message)
            }
        }
    }

    private func look(
        at source: TileSource,
        _ deadline: ContinuousClock.Instant
    ) async throws(MirrorError)
        -> ProbeOutcome
    {
        let headers = headers(source.mirror)
        var attributes: DatasetAttributes?
        if let url = source.attributesURL() {
            switch await fetcher.attributes(url, headers: headers, deadline) {
            case .success(let found): attributes = found
            case .failure(let failure): return .unreachable(reason: "attributes: \(failure.reason)")
            }
        }
        let url = try source.canaryURL(attributes: attributes)
        let limits = test.limits(forImages: source.kind.servesImages)
        switch await fetcher.get(url, headers: headers, limits, deadline) {
        case .success(let answer): return test.outcome(of: answer, forImages: source.kind.servesImages)
        case .failure(let failure): return .unreachable(reason: failure.reason)
        }
    }
}
#endif

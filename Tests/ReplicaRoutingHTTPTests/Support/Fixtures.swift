// SPDX-License-Identifier: Apache-2.0

#if HTTP
import AsyncHTTPClient
import ReplicaRouting
import ReplicaRoutingHTTP

extension StackMirror {
    static func at(
        _ base: String,
        id: Int = 1,
        type: Int = 1,
        position: Int? = nil
    ) -> StackMirror {
        StackMirror(
            id: id,
            title: "m\(id)",
            imageBase: base,
            tileWidth: 64,
            tileHeight: 64,
            tileSourceType: type,
            position: position ?? id
        )
    }
}

extension Stack {
    /// With its canary in column 2, row 3 of plane 7.
    static func of(_ mirrors: [StackMirror]) throws -> Stack {
        try Stack(
            id: 5,
            projectID: 3,
            title: "L1",
            dimension: StackPoint(x: 1_000, y: 1_000, z: 100),
            canary: StackPoint(x: 130, y: 200, z: 7),
            mirrors: mirrors
        )
    }
}

extension MirrorChainConfiguration {
    /// With deadlines far longer than a test may take, so that a busy machine changes no result.
    static func patient(stagger: Duration = .milliseconds(150)) -> MirrorChainConfiguration {
        MirrorChainConfiguration(stagger: stagger, probeTimeout: .seconds(600), choiceTimeout: .seconds(3_600))
    }
}

/// Runs `body` with a client for probes, and shuts it down.
func withClient<Answer>(
    _ configuration: HTTPClient.Configuration = .canary,
    _ body: (HTTPClient) async throws -> Answer
) async throws -> Answer {
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    do {
        let answer = try await body(client)
        try await client.shutdown()
        return answer
    } catch {
        try? await client.shutdown()
        throw error
    }
}

/// Probes one mirror. The time-out is long where a result is to come without it, so that a hang shows.
func outcome(
    _ base: String,
    type: Int = 1,
    test: CanaryTest = CanaryTest(),
    timeout: Duration = .seconds(30)
) async throws -> ProbeOutcome {
    try await withClient { client in
        let mirror = StackMirror.at(base, type: type)
        let stack = try Stack.of([mirror])
        let probe = try HTTPCanaryProbe(client, stack: stack, instance: base, test: test, timeout: timeout)
        return await probe.probe(mirror, timeout: timeout)
    }
}
#endif

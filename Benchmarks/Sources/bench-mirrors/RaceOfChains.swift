// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting
import ReplicaRoutingHTTP

/// The chains that are compared, and the watch that times them.
struct RaceOfChains {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let chain: MirrorChain<StackMirror>
    let probe: HTTPCanaryProbe
    let timeout: Duration

    /// The median time of several runs, in milliseconds.
    func median(of runs: Int, _ body: () async throws -> Void) async throws -> Double {
        var times: [Double] = []
        for _ in 0..<runs {
            let start = ContinuousClock.now
            try await body()
            times.append((ContinuousClock.now - start) / .milliseconds(1))
        }
        times.sort()
        return (times[(times.count - 1) / 2] + times[times.count / 2]) / 2
    }

    func roundTrip(_ mirror: StackMirror) async -> ProbeOutcome {
        await probe.probe(mirror, timeout: timeout)
    }

    /// One mirror after the other, each up to its time-out.
    func sequential() async throws -> StackMirror {
        for mirror in chain.candidates where await probe.probe(mirror, timeout: timeout) == .reachable { return mirror }
        throw Failure(description: "the sequential chain has found no mirror")
    }

    func expect(_ id: Int, _ mirror: StackMirror) throws {
        guard mirror.id == id else { throw Failure(description: "mirror \(mirror.id) was chosen, not \(id)") }
    }
}
#endif

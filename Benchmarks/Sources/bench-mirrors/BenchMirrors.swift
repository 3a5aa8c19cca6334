// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import ReplicaRouting
import ReplicaRoutingHTTP

#if HTTP
import AsyncHTTPClient
#endif

/// Times how long it takes to choose a mirror when the first ones accept and never answer.
@main
struct BenchMirrors: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench-mirrors",
        abstract: "Times a chain of mirrors of which the first ones never answer, beside a sequential one.",
        discussion: """
            The sequential chain probes one mirror after the other, each up to its time-out. Both use the same probe, \
            the same client and the same servers on loopback. Expected for the chain of this package: the stagger for \
            each silent mirror, one round trip, and the grace.
            """
    )

    @Option(help: "The number of mirrors.")
    var mirrors = 5

    @Option(help: "How many of them, the first ones, accept and never answer.")
    var silent = 3

    @Option(help: "The number of runs; the medians are printed.")
    var runs = 7

    @Option(help: "The deadline of each probe in seconds.")
    var timeout = 2.0

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    func validate() throws {
        guard (1...100).contains(mirrors), (0..<mirrors).contains(silent), (1...1_000).contains(runs),
            (0.01...60).contains(timeout)
        else {
            throw ValidationError(
                "Valid are 1 to 100 mirrors, fewer silent ones, 1 to 1000 runs and a time-out of 0.01 to 60 seconds."
            )
        }
    }

    func run() async throws {
        #if HTTP
        let servers = (dead: try TileServer(answers: false), alive: try TileServer(answers: true))
        let result = try await measure(try makeStack(dead: servers.dead.base, alive: servers.alive.base))
        withExtendedLifetime(servers) {}
        print(try json ? result.json : result.table)
        #else
        throw ValidationError("bench-mirrors needs the package trait HTTP: build it with --traits HTTP.")
        #endif
    }

    #if HTTP
    private func makeStack(dead: String, alive: String) throws -> Stack {
        let list = (1...mirrors).map { number in
            StackMirror(
                id: number,
                title: "mirror \(number)",
                imageBase: number <= silent ? dead : alive,
                position: number
            )
        }
        return try Stack(
            id: 1,
            projectID: 1,
            title: "bench",
            dimension: StackPoint(x: 1, y: 1, z: 1),
            canary: StackPoint(x: 0, y: 0, z: 0),
            mirrors: list
        )
    }

    private func measure(_ stack: Stack) async throws -> MirrorBenchmarkResult {
        let configuration = MirrorChainConfiguration(
            probeTimeout: .seconds(timeout),
            choiceTimeout: .seconds(timeout * Double(mirrors) + 10)
        )
        let chain = try MirrorChain(stack, configuration: configuration)
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .canary)
        let probe = try HTTPCanaryProbe(client, stack: stack, timeout: .seconds(timeout))
        let race = RaceOfChains(chain: chain, probe: probe, timeout: .seconds(timeout))
        let list = stack.mirrors.sorted { $0.position < $1.position }
        // One round trip by itself, also to warm up.
        let roundTrip = try await race.median(of: runs) { _ = await race.roundTrip(list[mirrors - 1]) }
        let ours = try await race.median(of: runs) {
            try await race.expect(list[silent].id, race.chain.firstReachable(using: probe))
        }
        let sequential = try await race.median(of: runs) { try await race.expect(list[silent].id, race.sequential()) }
        try await client.shutdown()
        return MirrorBenchmarkResult(
            mirrors: mirrors,
            silent: silent,
            runs: runs,
            round_trip_ms: roundTrip,
            staggers_ms: configuration.stagger * silent / .milliseconds(1),
            chain_ms: ours,
            sequential_ms: sequential
        )
    }
    #endif
}

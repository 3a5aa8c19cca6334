// SPDX-License-Identifier: Apache-2.0

import CMeasurement
import Synchronization

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// Runs a slice of any client in a process of its own, so that its processor time can be told from the others'.
final class SliceRunner: Sendable {
    let server: BenchmarkServer
    private let ownPath: FilePath
    /// What pgbench takes to start and to connect, by the number of its connections.
    private let startUps = Mutex<[Int: PgbenchStartUp]>([:])

    init(_ server: BenchmarkServer) throws(BenchmarkError) {
        self.server = server
        ownPath = try ChildProgram.ownPath()
    }

    /// - Parameter countsAllocations: Whether heap allocations are counted, which slows a client with several threads.
    func run(
        _ benchmark: BenchmarkCase,
        _ lane: Lane,
        seconds: Double,
        countsAllocations: Bool = false
    ) async throws -> SliceReport {
        switch lane.client {
        case .pgbench:
            return try await runPgbench(benchmark, lane, seconds: seconds)
        case .c, .cPipeline, .cArray:
            let work = Self.workOfC(benchmark, lane.client)
            return try SliceReport(parsing: await runYardstick("bench-c", work, lane, seconds, countsAllocations))
        case .bare:
            let work = benchmark.rawValue
            return try SliceReport(parsing: await runYardstick("bench-bare", work, lane, seconds, countsAllocations))
        case .loop, .global, .loopArray, .multiplexed, .multiplexedGlobal, .routed, .routedGlobal:
            return try SliceReport(parsing: await runWorker(benchmark.rawValue, lane, seconds, countsAllocations))
        }
    }

    /// The heap and the resident memory that idle connections have added.
    func memory(_ lane: Lane) async throws -> MemoryReport {
        switch lane.client {
        case .c: try MemoryReport(parsing: await runYardstick("bench-c", "memory", lane, 1, false))
        default: try MemoryReport(parsing: await runWorker("memory", lane, 1, false))
        }
    }

    private func runYardstick(
        _ program: String,
        _ work: String,
        _ lane: Lane,
        _ seconds: Double,
        _ countsAllocations: Bool
    ) async throws -> String {
        try await ChildProgram(
            path: ownPath.removingLastComponent().appending(program).string,
            arguments: [work, String(lane.connections), String(seconds), String(BenchmarkServer.rows)]
                + (countsAllocations ? ["--count-allocations"] : []),
            environment: server.environment
        ).run()
    }

    private func runWorker(
        _ work: String,
        _ lane: Lane,
        _ seconds: Double,
        _ countsAllocations: Bool
    ) async throws -> String {
        try await ChildProgram(
            path: ownPath.string,
            arguments: [
                "worker", work, "--client", lane.client.rawValue, "--connections", String(lane.connections),
                "--seconds", String(seconds),
            ] + (countsAllocations ? ["--count-allocations"] : []),
            environment: [WorkerCommand.addressVariable: server.uri]
        ).run()
    }

    private func runPgbench(_ benchmark: BenchmarkCase, _ lane: Lane, seconds: Double) async throws -> SliceReport {
        // It counts in whole seconds, and from before it connects.
        let startUp = benchmark == .connectStorm ? PgbenchStartUp() : try await pgbenchStartUp(lane)
        let time = max(1, Int((seconds + startUp.seconds).rounded(.up)))
        let options = ["--time=\(time)"] + (benchmark == .connectStorm ? ["--connect"] : [])
        let (report, cpu) = try await runPgbench(options, lane)
        return SliceReport(
            count: report.transactions,
            elapsed: UInt64(Double(report.transactions) / report.perSecond * 1e9),
            // Where connecting is most of it, what is left is noise.
            cpu: startUp.cpu > cpu / 2 ? nil : cpu - startUp.cpu
        )
    }

    /// pgbench's processor time is that of the whole process, so a run that does nothing but connect is taken off.
    private func pgbenchStartUp(_ lane: Lane) async throws -> PgbenchStartUp {
        if let known = startUps.withLock({ $0[lane.connections] }) { return known }
        let began = bench_now()
        let (_, cpu) = try await runPgbench(["--transactions=1"], lane)
        let startUp = PgbenchStartUp(seconds: Double(bench_now() - began) / 1e9, cpu: cpu)
        startUps.withLock { $0[lane.connections] = startUp }
        return startUp
    }

    private func runPgbench(_ options: [String], _ lane: Lane) async throws -> (PgbenchReport, UInt64) {
        let script = """
            \\set id random(1, \(BenchmarkServer.rows))
            SELECT payload FROM bench WHERE id = :id;

            """
        let cpu = bench_children_cpu_time()
        let output = try await ChildProgram(
            path: server.programs + "/pgbench",
            arguments: [
                "--no-vacuum", "--protocol=prepared", "--jobs=1", "--client=\(lane.connections)", "--file=-",
            ] + options,
            environment: server.environment,
            input: script
        ).run()
        return (try PgbenchReport(parsing: output), bench_children_cpu_time() - cpu)
    }

    private static func workOfC(_ benchmark: BenchmarkCase, _ client: ClientKind) -> String {
        switch (benchmark, client) {
        case (.point, .cPipeline): "pipeline"
        case (.point, .cArray): "point-array"
        case (.rows10000, .cArray): "rows10000-array"
        // C has no tasks; a statement in flight on each connection is all it can do.
        case (.point, _), (.tasks1000, _): "point"
        default: benchmark.rawValue
        }
    }
}

private struct PgbenchStartUp: Sendable {
    var seconds = 0.0
    var cpu: UInt64 = 0
}

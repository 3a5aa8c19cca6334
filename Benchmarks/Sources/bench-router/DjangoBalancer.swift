// SPDX-License-Identifier: Apache-2.0

import Subprocess

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(System)
import System
#else
import SystemPackage
#endif

/// django-balancer 0.5 from PyPI, in a virtual environment of its own that goes with the system's temporary folder.
struct DjangoBalancer {
    private let python: String

    /// Installs it, or says on standard error why it is left out.
    static func installed() async -> DjangoBalancer? {
        let folder = FileManager.default.temporaryDirectory.path + "/bench-router-django-balancer"
        let python = folder + "/bin/python"
        let check = ["-c", "import balancer.routers"]
        if (try? await run(python, check)) != nil { return DjangoBalancer(python: python) }
        Progress.note("installing django-balancer 0.5 and Django in \(folder)")
        do {
            _ = try await run("python3", ["-m", "venv", folder])
            let pip = ["-m", "pip", "install", "--quiet", "--timeout", "10", "--retries", "1"]
            _ = try await run(python, pip + ["django-balancer==0.5", "Django>=4.2,<6"])
            _ = try await run(python, check)
            return DjangoBalancer(python: python)
        } catch {
            Progress.note("django-balancer is left out, as it could not be installed: \(error)")
            return nil
        }
    }

    enum Router: String, CaseIterable {
        case weighted, pinning, pinned, roundRobin, random

        /// The decision of this package that does the same.
        func counterpart(nodes: Int) -> DecisionCase {
            switch self {
            case .weighted, .pinning: DecisionCase(kind: .weightedPrimaryReplica, wish: .read, nodes: nodes)
            case .pinned: DecisionCase(kind: .weightedPrimaryReplica, wish: .pinnedRead, nodes: nodes)
            case .roundRobin: DecisionCase(kind: .roundRobinPrimaryReplica, wish: .read, nodes: nodes)
            case .random: DecisionCase(kind: .random, wish: .read, nodes: nodes)
            }
        }
    }

    struct Case: Hashable {
        let router: Router
        let nodes: Int
    }

    /// Processor time for each `db_for_read`, in nanoseconds.
    func measure() async throws -> [Case: Double] {
        var times: [Case: Double] = [:]
        for nodes in [3, 1_000] {
            let lines = try await Self.run(python, ["-c", Self.script, "\(nodes)"]).split(separator: "\n")
            for line in lines {
                let words = line.split(separator: " ")
                guard words.count == 2, let router = Router(rawValue: String(words[0])), let time = Double(words[1])
                else { throw BenchmarkError("django-balancer's script printed: \(line)") }
                times[Case(router: router, nodes: nodes)] = time
            }
        }
        return times
    }

    /// Prints one line for each router: its name and nanoseconds for each decision.
    private static let script = """
        import sys, time
        import django.conf
        nodes = int(sys.argv[1])
        pool = {"replica-%d" % n: 1 if n == 0 else 2 for n in range(nodes)}
        django.conf.settings.configure(DATABASE_POOL=pool, MASTER_DATABASE="replica-0")
        from balancer import pinning, routers
        def measure(name, router, count):
            decide = router.db_for_read
            start = time.process_time_ns()
            for _ in range(count):
                decide(None)
            print(name, (time.process_time_ns() - start) / count)
        measure("weighted", routers.WeightedMasterSlaveRouter(), 50000)
        measure("pinning", routers.PinningWMSRouter(), 50000)
        pinning.pin_thread()
        measure("pinned", routers.PinningWMSRouter(), 50000)
        pinning.unpin_thread()
        measure("roundRobin", routers.RoundRobinMasterSlaveRouter(), 50000)
        measure("random", routers.RandomRouter(), 20000)
        """

    private static func run(_ program: String, _ arguments: [String]) async throws -> String {
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        let result = try await Subprocess.run(
            executable,
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16)
        )
        guard result.terminationStatus.isSuccess else {
            throw BenchmarkError("\(program) failed: \(result.standardError.suffix(300))")
        }
        return result.standardOutput
    }
}

/// Why a benchmark could not be run.
struct BenchmarkError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

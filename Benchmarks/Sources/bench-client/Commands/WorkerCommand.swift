// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import CMeasurement

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// `bench-client worker`: one slice of one client of this package. The other commands start it as a child.
struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Runs one slice in this process and prints its report.",
        shouldDisplay: false
    )

    /// Holds the URI of the server, which is no argument because of the password in it.
    static let addressVariable = "BENCH_URI"

    @Argument(help: "A case, or memory.")
    var work: String

    @Option var client: ClientKind
    @Option var connections = 8
    @Option var seconds = 2.0
    @Flag var countAllocations = false

    func validate() throws {
        guard BenchmarkCase(rawValue: work) != nil || work == "memory" else {
            throw ValidationError("There is no work \"\(work)\".")
        }
        guard (1...1000).contains(connections), seconds > 0 else {
            throw ValidationError("Valid are 1 to 1000 connections and seconds above 0.")
        }
    }

    func run() async throws {
        guard let address = ProcessInfo.processInfo.environment[Self.addressVariable] else {
            throw ValidationError("The variable \(Self.addressVariable) has to hold the URI of the server.")
        }
        bench_keep_memory()
        guard let benchmark = BenchmarkCase(rawValue: work) else {
            return print(try await IdleMemory.measure(address, connections: connections).line)
        }
        let slice = Slice(
            benchmark: benchmark,
            lane: Lane(client: client, connections: connections),
            seconds: seconds,
            countsAllocations: countAllocations
        )
        print(try await slice.run(address).line)
    }
}

extension ClientKind: ExpressibleByArgument {}
extension BenchmarkCase: ExpressibleByArgument {}

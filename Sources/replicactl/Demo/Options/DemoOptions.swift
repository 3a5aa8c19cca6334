// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options of `replicactl demo`.
struct DemoOptions: ParsableArguments {
    @Option(help: "How long the traffic lasts, in seconds, 1 to 86400.")
    var seconds = 12

    @Option(help: "How many clients read and write at the same time, 1 to 1000.")
    var clients = 8

    @Option(help: "The number of streaming replicas, 0 to 16.")
    var replicas = 2

    @Option(
        name: .customLong("weights"),
        help: ArgumentHelp(
            "The nodes' shares of the reads, the primary's first. Default: 1 for the primary, 2 for each replica.",
            valueName: "1,2,2"
        )
    )
    var weightsText: String?

    @Flag(name: .customLong("no-faults"), help: "Kill no replica: one phase with all nodes up.")
    var noFaults = false

    @Option(
        name: .customLong("pg-bin"),
        help: ArgumentHelp(
            "The folder with the programs of the PostgreSQL server. Default: REPLICACTL_PG_BIN, else the newest found.",
            valueName: "dir"
        )
    )
    var serverPrograms: String?

    @Flag(help: "Print one JSON object and nothing else on standard output.")
    var json = false

    @Flag(help: "Keep the cluster's files, the servers' logs among them.")
    var keep = false

    static let validSeconds = 1...86_400
    static let validClients = 1...1_000
    static let validReplicas = 0...16

    func validate() throws {
        try check(seconds, "seconds", Self.validSeconds)
        try check(clients, "clients", Self.validClients)
        try check(replicas, "replicas", Self.validReplicas)
        do {
            _ = try weights()
        } catch {
            throw ValidationError(error.description)
        }
    }

    /// The weights that are asked for.
    ///
    /// - Throws: ``DemoError``; not after ``validate()``.
    func weights() throws(DemoError) -> NodeWeights {
        guard let weightsText else { return NodeWeights(defaultFor: replicas) }
        return try NodeWeights(weightsText, replicas: replicas)
    }

    private func check(_ value: Int, _ name: String, _ valid: ClosedRange<Int>) throws(ValidationError) {
        guard !valid.contains(value) else { return }
        throw ValidationError(
            "--\(name) \(value) is out of range; valid are \(valid.lowerBound) to \(valid.upperBound)."
        )
    }
}

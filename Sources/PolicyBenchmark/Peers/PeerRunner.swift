// SPDX-License-Identifier: Apache-2.0

import Foundation
import PGClient
import PGClusterTesting
import PGRouting

/// Starts a peer, sends it the load, and ends it.
struct PeerRunner: Sendable {
    let ground: PolicyGround
    let connections: Int
    let seconds: Double
    let seed: UInt64

    func run(_ kind: PeerKind, path: String?) async throws -> PeerSlice {
        guard let path else {
            let (outcome, _) = try await load(kind, port: nil, program: nil)
            return try slice(kind, outcome, peerTime: 0)
        }
        let ports = FreePorts.choose(2)
        guard ports.count == 2 else { throw PolicyBenchmarkError(.peer, "There are no free ports on 127.0.0.1.") }
        let folder = ground.local.directory + "/\(kind.rawValue)-\(ports[0])"
        let owner = try FolderOwner(of: ground.local.directory)
        try make(folder, owner)
        let files = PeerFiles(
            servers: ground.local.nodes.map { .init(port: $0.port, isPrimary: $0.initialRole == .primary) },
            port: ports[0],
            secondPort: ports[1],
            folder: folder,
            user: ground.user,
            password: ground.password,
            database: ground.database,
            connections: connections
        )
        let (texts, arguments) = files.files(for: kind)
        for (name, text) in texts { try write(text, to: folder + "/" + name, owner) }
        let program = try PeerProgram(path, arguments: arguments, folder: folder, owner: owner)
        do {
            try await awaitAnswer(kind, port: ports[0], program)
            let (outcome, time) = try await load(kind, port: ports[0], program: program)
            await program.end()
            return try slice(kind, outcome, peerTime: time)
        } catch {
            await program.end()
            throw error
        }
    }

    private func slice(_ kind: PeerKind, _ outcome: PeerLoad.Outcome, peerTime: UInt64?) throws -> PeerSlice {
        guard let slice = PeerSlice(outcome, seconds: seconds, peerTime: peerTime) else {
            let reason = outcome.firstFailure ?? "nothing was answered"
            throw PolicyBenchmarkError(.peer, "No read through \(kind.rawValue) succeeded: \(reason).")
        }
        return slice
    }

    private func load(
        _ kind: PeerKind,
        port: Int?,
        program: PeerProgram?
    ) async throws -> (PeerLoad.Outcome, UInt64?) {
        var times: [UInt64?] = []
        func run(_ target: PeerLoad.Target) async throws -> PeerLoad.Outcome {
            let load = PeerLoad(target: target, tasks: connections, eventLoops: ground.eventLoops)
            let outcome = try await load.run(seconds: seconds, seed: seed) { times.append(program?.processorTime) }
            guard outcome.times.isEmpty, outcome.failed == 0 else { return outcome }
            // The machine has stood still, as virtual ones do now and then; that says nothing of the peer.
            times = []
            return try await load.run(seconds: seconds, seed: seed) { times.append(program?.processorTime) }
        }
        let outcome: PeerLoad.Outcome
        if kind == .routed {
            let cluster = try ground.cluster(.weighted, replicas: true, clients: connections)
            outcome = try await RunningCluster.with(cluster, clients: connections) { try await run(.cluster($0)) }
        } else {
            let size = PGPoolConfiguration(minimumConnections: connections, maximumConnections: connections)
            let configuration = try PGConfiguration(uri(port: port), label: kind.rawValue)
            let pool = try PGPool(configuration, pool: size, on: ground.eventLoops, logger: .silent)
            await RunningCluster.muster(pool, connections: connections)
            let result = await Result { try await run(.pool(pool)) }
            await pool.shutdown(deadline: .now)
            outcome = try result.get()
        }
        guard times.count == 2, let first = times[0], let last = times[1] else { return (outcome, nil) }
        return (outcome, last - first)
    }

    private func uri(port: Int?) -> String {
        guard let port else { return ground.uris[1] }
        return "postgresql://\(ground.user):\(ground.password)@127.0.0.1:\(port)/\(ground.database)"
    }

    /// Until it takes a statement, for ten seconds at most.
    private func awaitAnswer(_ kind: PeerKind, port: Int, _ program: PeerProgram) async throws {
        let deadline = ContinuousClock.now + .seconds(10)
        let configuration = try PGConfiguration(uri(port: port), label: kind.rawValue)
        while true {
            do {
                let connection = try await PGConnection.connect(configuration, on: ground.eventLoops, logger: .silent)
                defer { connection.close() }
                _ = try await connection.query("SELECT 1", as: Int32.self)
                return
            } catch {
                try Task.checkCancellation()
                guard ContinuousClock.now < deadline else {
                    throw PolicyBenchmarkError(
                        .peer,
                        "\(kind.rawValue) does not answer: \(error). Its last words: \(program.lastWords)"
                    )
                }
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    private func make(_ folder: String, _ owner: FolderOwner?) throws {
        let attributes = Self.attributes(0o700, owner)
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false,
            attributes: attributes
        )
        try FileManager.default.setAttributes(attributes, ofItemAtPath: folder)
    }

    private func write(_ text: String, to path: String, _ owner: FolderOwner?) throws {
        let attributes = Self.attributes(0o600, owner)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: attributes) else {
            throw PolicyBenchmarkError(.file, "\(path) cannot be written.")
        }
        try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
    }

    private static func attributes(_ mode: Int, _ owner: FolderOwner?) -> [FileAttributeKey: Any] {
        var attributes: [FileAttributeKey: Any] = [.posixPermissions: NSNumber(value: mode)]
        if let owner {
            attributes[.ownerAccountID] = NSNumber(value: owner.user)
            attributes[.groupOwnerAccountID] = NSNumber(value: owner.group)
        }
        return attributes
    }
}

extension Result where Failure == any Error {
    fileprivate init(catching body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}

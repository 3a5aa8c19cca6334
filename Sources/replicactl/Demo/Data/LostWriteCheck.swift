// SPDX-License-Identifier: Apache-2.0

import PGClient

/// Looks on every node, past the router, for the writes that were acknowledged.
struct LostWriteCheck {
    let addresses: DemoAddresses
    let acknowledged: [Int64]
    /// How long the replicas may take to catch up with the primary.
    var patience: Duration = .seconds(30)

    func run() async throws -> ReplicationFindings {
        let deadline = ContinuousClock.now + patience
        let written = try await addresses.withConnection(to: 0) { try await ReplayWait.position(of: $0) }
        var nodes: [ReplicationFindings.Node] = []
        var lost: Set<Int64> = []
        for position in addresses.names.indices {
            let (node, missing) = try await look(at: position, written: written, deadline: deadline)
            nodes.append(node)
            lost.formUnion(missing)
        }
        return ReplicationFindings(nodes: nodes, lostWrites: lost.count)
    }

    private func look(
        at position: Int,
        written: String,
        deadline: ContinuousClock.Instant
    ) async throws -> (ReplicationFindings.Node, missing: [Int64]) {
        var node = ReplicationFindings.Node(name: addresses.names[position])
        do {
            return try await addresses.withConnection(to: position) { connection in
                if position > 0, try await !ReplayWait.untilReplayed(written, on: connection, deadline: deadline) {
                    node.trouble = "\(node.name) did not catch up with the primary within \(patience)"
                }
                let held = Set(try await connection.query(Treenode.addedIDs, as: Int64.self))
                let missing = Self.missing(acknowledged, on: held)
                node.missing = missing.count
                return (node, missing)
            }
        } catch let error as PGError where !Task.isCancelled {
            node.trouble = "\(node.name) could not be asked for the acknowledged writes: \(error.message)"
            return (node, [])
        }
    }

    static func missing(_ acknowledged: [Int64], on held: Set<Int64>) -> [Int64] {
        acknowledged.filter { !held.contains($0) }
    }
}

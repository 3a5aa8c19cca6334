// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting

/// One of the demo's clients: reads and writes one thing after the other.
struct DemoClient {
    let cluster: PGCluster
    let tally: DemoTally
    /// From 0 on. It seeds the client's generator and sets its ids apart from other clients'.
    let number: Int

    /// Goes on until the tally is closed or the task is cancelled.
    ///
    /// - Returns: The ids of the rows whose insertion was acknowledged.
    func run() async -> [Int64] {
        var generator = RoutingGenerator(seed: UInt64(number))
        var nextID = Int64(number + 1) << 40
        var acknowledged: [Int64] = []
        while !Task.isCancelled, let ticket = tally.begin() {
            switch DemoOperation(using: &generator) {
            case .insertion(let x, let y, let z):
                let id = nextID
                nextID += 1
                if await write(Treenode.insertion(of: id, x: x, y: y, z: z), ticket) { acknowledged.append(id) }
            case .key(let id):
                await read(Treenode.byKey(id), ticket) { $0.rowCount == 1 }
            case .fieldOfView(let x, let y, let z):
                let query = Treenode.inFieldOfView(x: x, y: y, z: z)
                await read(query, ticket) { $0.rowCount <= Treenode.fieldOfViewLimit }
            }
        }
        return acknowledged
    }

    private func read(_ query: PGQuery, _ ticket: DemoTally.Ticket, isRight: (PGResult) -> Bool) async {
        do {
            let (server, result) = try await cluster.read { ($0.server, try await $0.query(query)) }
            guard isRight(result) else {
                tally.readFailed(ticket, "\(server) returned \(Figures.counted(result.rowCount, "row")): \(query.sql)")
                return
            }
            tally.readServed(ticket, by: server)
        } catch {
            if !Task.isCancelled { tally.readFailed(ticket, "\(error)") }
        }
    }

    /// - Returns: Whether the server has acknowledged the write.
    private func write(_ query: PGQuery, _ ticket: DemoTally.Ticket) async -> Bool {
        do {
            try await cluster.write { _ = try await $0.execute(query) }
            tally.writeAcknowledged(ticket)
            return true
        } catch {
            if !Task.isCancelled { tally.writeFailed(ticket) }
            return false
        }
    }
}

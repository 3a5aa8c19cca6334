// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting

/// One of the clients of a round: makes one visit after the other. A visit is ten reads; each second visit begins with a
/// write, of which three of the reads ask.
struct PolicyClient: Sendable {
    let cluster: PGCluster
    let positions: [String: UInt8]
    /// From 0 on.
    let number: Int
    let seed: UInt64
    let hasSessions: Bool
    /// The moment from which on it is measured.
    let origin: ContinuousClock.Instant
    let end: ContinuousClock.Instant

    private static let readsInVisit = 10
    private static let ownReadsInVisit = 3

    func run() async -> ClientLog {
        var log = ClientLog()
        var generator = RoutingGenerator(seed: seed &* 1_000_003 &+ UInt64(number))
        var version: Int64 = 0
        var visit = number
        while ContinuousClock.now < end, !Task.isCancelled, log.samples.count < ClientLog.mostSamples {
            visit += 1
            let writes = visit.isMultiple(of: 2)
            if hasSessions {
                await cluster.withSession { await make(writes, &version, &generator, &log) }
            } else {
                await make(writes, &version, &generator, &log)
            }
        }
        return log
    }

    private func make(
        _ writes: Bool,
        _ version: inout Int64,
        _ generator: inout RoutingGenerator,
        _ log: inout ClientLog
    ) async {
        if writes { await write(&version, &log) }
        for read in 0..<Self.readsInVisit {
            guard ContinuousClock.now < end, !Task.isCancelled else { return }
            if writes, read < Self.ownReadsInVisit {
                let query: PGQuery = "SELECT version FROM own WHERE client = \(Int64(number))"
                await self.read(query, &log) { $0 ?? 0 < version }
            } else {
                let first = Int64.random(in: 1...Int64(PolicyGround.rows - PolicyGround.span), using: &generator)
                let last = first + Int64(PolicyGround.span) - 1
                let query: PGQuery = "SELECT sum(value)::bigint FROM bench WHERE id BETWEEN \(first) AND \(last)"
                // A standby that is started again may be back at a time when the rows were not there yet.
                await self.read(query, &log) { $0 == nil }
            }
        }
    }

    private func write(_ version: inout Int64, _ log: inout ClientLog) async {
        // Beyond what any earlier round has written: the row is the same one.
        let next = Int64(clamping: SteadyTime.nanoseconds)
        let began = ContinuousClock.now
        do {
            try await cluster.write { primary in
                _ = try await primary.execute("UPDATE own SET version = \(next) WHERE client = \(Int64(number))")
            }
            version = next
            if began >= origin { log.writes += 1 }
        } catch {
            if began >= origin, !Task.isCancelled { log.failedWrites += 1 }
        }
    }

    private func read(_ query: PGQuery, _ log: inout ClientLog, isStale: (Int64?) -> Bool) async {
        let began = ContinuousClock.now
        var node: UInt8?
        var stale = false
        do {
            let (server, values) = try await cluster.read { ($0.server, try await $0.query(query, as: Int64?.self)) }
            node = positions[server]
            stale = isStale(values.first ?? nil)
        } catch {
            if Task.isCancelled { return }
            if log.firstFailure == nil { log.firstFailure = "\(error)" }
        }
        log.samples.append(
            ReadSample(
                began: Int32(clamping: Int64(origin.duration(to: began) / .microseconds(1))),
                took: UInt32(clamping: Int64(began.duration(to: .now) / .microseconds(1))),
                node: node,
                isStale: stale
            )
        )
    }
}

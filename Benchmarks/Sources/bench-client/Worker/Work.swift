// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting

/// What one task of a slice does again and again.
protocol Work: Sendable {
    func once(_ ids: inout RandomIDs) async throws
}

/// One row by its key, over a connection of the pool.
struct PooledPoint: Work {
    let pool: PGPool

    func once(_ ids: inout RandomIDs) async throws {
        let id = ids.next()
        let result = try await pool.query("SELECT payload FROM bench WHERE id = \(id)")
        try Expectation.check(result.count == 1)
    }
}

/// The same, with the row's text as a string.
struct PooledText: Work {
    let pool: PGPool

    func once(_ ids: inout RandomIDs) async throws {
        let id = ids.next()
        let payloads = try await pool.query("SELECT payload FROM bench WHERE id = \(id)", as: String.self)
        try Expectation.check(payloads.count == 1 && payloads[0].utf8.first == UInt8(ascii: "p"))
    }
}

/// One row by its key, over the node that a cluster's read policy chooses.
struct RoutedPoint: Work {
    let cluster: PGCluster

    func once(_ ids: inout RandomIDs) async throws {
        let id = ids.next()
        let result = try await cluster.query("SELECT payload FROM bench WHERE id = \(id)")
        try Expectation.check(result.count == 1)
    }
}

/// One row by its key, over connections that others use at the same time.
struct MultiplexedPoint: Work {
    let multiplexer: PGMultiplexer

    func once(_ ids: inout RandomIDs) async throws {
        let id = ids.next()
        let result = try await multiplexer.query("SELECT payload FROM bench WHERE id = \(id)")
        try Expectation.check(result.count == 1)
    }
}

/// 10,000 rows of three columns, one after the other, of which none is kept.
struct PooledRows: Work {
    let pool: PGPool

    func once(_ ids: inout RandomIDs) async throws {
        let result = try await pool.withConnection { try await $0.query("SELECT id, label, score FROM bench_rows") }
        var checksum: Int64 = 0
        var sum = 0.0
        try result.forEach(as: (Int64, PGText, Double).self) { id, label, score in
            let text = label.utf8
            checksum &+= id &+ Int64(text.count) &+ Int64(text[text.count / 2])
            sum += score
        }
        try Expectation.check(result.count == 10_000 && checksum &+ Int64(sum) > 0)
    }
}

/// 10,000 rows of three columns, as an array.
struct PooledArray: Work {
    let pool: PGPool

    func once(_ ids: inout RandomIDs) async throws {
        let rows = try await pool.withConnection {
            try await $0.query("SELECT id, label, score FROM bench_rows", as: (Int64, String, Double).self)
        }
        var checksum: Int64 = 0
        for (id, label, score) in rows { checksum &+= id &+ Int64(label.utf8.count) &+ Int64(score) }
        try Expectation.check(rows.count == 10_000 && checksum > 0)
    }
}

/// One value of 1 MB.
struct PooledValue: Work {
    let pool: PGPool

    func once(_ ids: inout RandomIDs) async throws {
        let values = try await pool.withConnection {
            try await $0.query("SELECT data FROM bench_value", as: [UInt8].self)
        }
        try Expectation.check(values.first?.count == 1 << 20)
    }
}

/// A connection for one statement.
struct Visit: Work {
    let configuration: PGConfiguration
    let group: PGEventLoopGroup

    func once(_ ids: inout RandomIDs) async throws {
        let id = ids.next()
        let connection = try await PGConnection.connect(configuration, on: group)
        defer { connection.close() }
        let payloads = try await connection.query("SELECT payload FROM bench WHERE id = \(id)", as: String.self)
        try Expectation.check(payloads.count == 1)
    }
}

/// A wrong answer ends the slice: a fast client that answers wrongly is of no use.
enum Expectation {
    static func check(_ holds: Bool) throws(BenchmarkError) {
        guard holds else { throw BenchmarkError(.childFailed, "A statement brought another answer than it has to.") }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// The rows of one statement as they arrive, without the whole result in memory.
///
/// The statement is sent when the first row is asked for; iterating once more sends it once more. At most a few hundred
/// rows are held: a consumer that is slower than the server slows the server down. Leaving the loop early, or the
/// cancellation of the task, cancels the statement on the server, and the connection goes on.
///
/// ```swift
/// for try await row in connection.rows("SELECT id, title FROM stack") {
///     let (id, title) = try row.decode(as: (Int64, String).self)
/// }
/// ```
///
/// While the rows arrive, other statements on the same connection wait for the last one.
///
/// From libpq 17 on, rows come up to 64 together, and no more than a quarter of the buffer, which costs a fraction of what
/// they cost one by one. So the first ones wait for the others of their bundle, and when the server fails on the way, libpq
/// drops a bundle that is not full. Where that matters, for rows that trickle for example, ask for a buffer of fewer than 8:
/// then each row comes by itself.
public struct PGRowStream: AsyncSequence, Sendable {
    /// One row.
    public typealias Element = PGRow
    /// What iterating throws.
    public typealias Failure = PGError

    let connection: PGConnection
    let query: PGQuery
    let bufferSize: Int

    /// Iterates over the rows.
    public struct AsyncIterator: AsyncIteratorProtocol {
        /// How many rows come at a time: several from libpq 17 on.
        private static var grain: Int { LibPQHandle.bundlesRows ? 64 : 1 }

        private let statement: StreamedStatement<PGResult>

        /// The rows that have come together, and the next one of them.
        private var rows: PGResult?
        private var position = 0

        /// How many rows there have been, for errors.
        private var count = 0

        init(_ stream: PGRowStream) {
            statement = StreamedStatement(
                stream.connection,
                stream.query,
                bufferSize: stream.bufferSize,
                grain: Self.grain
            ) {
                .rows($0)
            }
        }

        /// The next row; `nil` after the last one.
        ///
        /// - Throws: ``PGError``, the server's error for example, after the rows that came before it, as far as libpq
        ///   hands them out.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(PGError) -> PGRow? {
            while true {
                if let rows, position < rows.rowCount {
                    defer {
                        position += 1
                        count += 1
                    }
                    return PGRow(result: rows, index: position, number: count)
                }
                rows = nil
                position = 0
                guard let next = try await statement.next() else { return nil }
                rows = next
            }
        }
    }

    /// Makes an iterator; it sends the statement when the first row is asked for.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension PGConnection {
    /// The rows of a statement as they arrive.
    ///
    /// - Parameter bufferSize: How many rows are held for the consumer at most. Default: 256.
    public func rows(_ query: PGQuery, bufferSize: Int = 256) -> PGRowStream {
        PGRowStream(connection: self, query: query, bufferSize: bufferSize)
    }
}

extension PGTransaction {
    /// The rows of a statement inside of the transaction, as they arrive. Leaving the loop early cancels the statement,
    /// which fails the transaction.
    ///
    /// - Parameter bufferSize: How many rows are held for the consumer at most. Default: 256.
    public func rows(_ query: PGQuery, bufferSize: Int = 256) -> PGRowStream {
        connection.rows(query, bufferSize: bufferSize)
    }
}

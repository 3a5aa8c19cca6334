// SPDX-License-Identifier: Apache-2.0

/// The data of a `COPY ... TO STDOUT` as it arrives: in the text and CSV formats a line for each element.
///
/// The statement is sent when the first piece is asked for. A slow consumer slows the server down; leaving the loop early
/// cancels the statement on the server.
public struct PGCopyOutStream: AsyncSequence, Sendable {
    /// One row of data in the format that the statement asked for.
    public typealias Element = [UInt8]
    /// What iterating throws.
    public typealias Failure = PGError

    let connection: PGConnection
    let query: PGQuery
    let bufferSize: Int

    /// Iterates over the pieces.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let statement: StreamedStatement<[UInt8]>

        init(_ stream: PGCopyOutStream) {
            statement = StreamedStatement(stream.connection, stream.query, bufferSize: stream.bufferSize) {
                .copyOut($0)
            }
        }

        /// The next piece; `nil` after the last one.
        ///
        /// - Throws: ``PGError``; with the code `unsupported` for a statement that is no `COPY ... TO STDOUT`.
        public mutating func next(
            isolation actor: isolated (any Actor)? = #isolation
        ) async throws(PGError) -> [UInt8]? {
            try await statement.next()
        }
    }

    /// Makes an iterator; it sends the statement when the first piece is asked for.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(self) }
}

extension PGConnection {
    /// The data of a `COPY ... TO STDOUT` as it arrives.
    ///
    /// ```swift
    /// for try await line in connection.copyOut("COPY stack TO STDOUT (FORMAT csv)") { ... }
    /// ```
    ///
    /// - Parameter bufferSize: How many rows are held for the consumer at most. Default: 256.
    public func copyOut(_ query: PGQuery, bufferSize: Int = 256) -> PGCopyOutStream {
        PGCopyOutStream(connection: self, query: query, bufferSize: bufferSize)
    }
}

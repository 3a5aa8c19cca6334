// SPDX-License-Identifier: Apache-2.0

extension PGConnection {
    /// How much of a piece is sent at once: libpq holds a copy of it, and the server takes no message of a gibibyte.
    private static let largestMessage = 1 << 20

    /// Feeds a `COPY ... FROM STDIN`.
    ///
    /// ```swift
    /// try await connection.copyIn("COPY stack FROM STDIN (FORMAT csv)", from: lines)
    /// ```
    ///
    /// - Parameters:
    ///   - query: The statement.
    ///   - pieces: The data, cut anywhere. The next piece is asked for when the server has room for it. Where it throws, the
    ///     copy is called off and nothing is stored.
    /// - Returns: How many rows were stored.
    /// - Throws: What `pieces` throws; ``PGError``, with the code `unsupported` for a statement that is no
    ///   `COPY ... FROM STDIN`.
    @discardableResult
    public func copyIn<Pieces: AsyncSequence>(
        _ query: PGQuery,
        from pieces: Pieces
    ) async throws -> Int where Pieces.Element == [UInt8] {
        try await driver.tracedCopy(query) { try await feed(pieces, to: query) }
    }

    private func feed<Pieces: AsyncSequence>(
        _ pieces: Pieces,
        to query: PGQuery
    ) async throws -> Int where Pieces.Element == [UInt8] {
        let copy = CopyInState()
        let id = driver.newID()
        driver.submit(PendingStatement(query, receiver: .copyIn(copy)), id, lease: lease, unless: Task.isCancelled)
        return try await withTaskCancellationHandler {
            await copy.ready()
            if copy.outcome == nil {
                do {
                    for try await piece in pieces {
                        for start in stride(from: 0, to: piece.count, by: Self.largestMessage) {
                            let end = min(start + Self.largestMessage, piece.count)
                            try await driver.put(piece[start..<end], into: copy, of: id)
                        }
                        if copy.outcome != nil { break }
                    }
                    driver.endCopy(of: id, copy, error: nil)
                } catch {
                    driver.endCopy(of: id, copy, error: "the client called the copy off")
                    _ = await copy.finished()
                    throw error
                }
            }
            return try await copy.finished().get().affectedRows
        } onCancel: {
            driver.abandon(id, PGError(.cancelled, "the task was cancelled while its copy ran"))
        }
    }
}

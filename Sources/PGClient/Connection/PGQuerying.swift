// SPDX-License-Identifier: Apache-2.0

/// What can run a statement: a connection, and a transaction on one.
public protocol PGQuerying: Sendable {
    /// Runs a statement and returns its rows.
    ///
    /// - Throws: ``PGError``. A task that is cancelled gets the code `cancelled` within some 10 ms, and the statement is
    ///   cancelled on the server.
    func query(_ query: PGQuery) async throws(PGError) -> PGResult
}

extension PGQuerying {
    /// Runs a statement and decodes the first column of its rows.
    ///
    /// ```swift
    /// let titles = try await connection.query("SELECT title FROM stack", as: String.self)
    /// ```
    ///
    /// - Throws: ``PGError``; with the code `missingColumn` where the result has no column.
    @inlinable
    public func query<Value: PGDecodable>(_ query: PGQuery, as type: Value.Type) async throws(PGError) -> [Value] {
        try await self.query(query).decode(as: type)
    }

    /// Runs a statement and decodes its rows, a column for each type.
    ///
    /// ```swift
    /// let stacks = try await connection.query("SELECT id, title FROM stack", as: (Int64, String).self)
    /// ```
    ///
    /// - Throws: ``PGError``; with the code `missingColumn` where the result has fewer columns than there are types.
    @inlinable
    public func query<each Column: PGDecodable>(
        _ query: PGQuery,
        as types: (repeat each Column).Type
    ) async throws(PGError) -> [(repeat each Column)] {
        try await self.query(query).decode(as: types)
    }

    /// Runs a statement for its effect.
    ///
    /// - Returns: How many rows it changed; for a `SELECT`, how many it returned.
    /// - Throws: ``PGError``.
    @discardableResult
    public func execute(_ query: PGQuery) async throws(PGError) -> Int {
        try await self.query(query).affectedRows
    }
}

extension PGRow {
    /// Decodes the first columns in order, one for each type.
    ///
    /// - Throws: ``PGError`` with the code `missingColumn`, `unexpectedNull`, `typeMismatch` or `overflow`.
    public func decode<each Column: PGDecodable>(
        as types: (repeat each Column).Type = (repeat each Column).self
    ) throws(PGError) -> (repeat each Column) {
        var position = 0
        func next<Value: PGDecodable>(_ type: Value.Type) throws(PGError) -> Value {
            defer { position += 1 }
            return try decode(type, at: position)
        }
        return (repeat try next((each Column).self))
    }
}

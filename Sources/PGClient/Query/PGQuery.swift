// SPDX-License-Identifier: Apache-2.0

/// One SQL statement with its parameters.
///
/// Interpolated values become bound parameters, never text:
///
/// ```swift
/// let query: PGQuery = "SELECT title FROM stack WHERE project = \(pid) AND title LIKE \(pattern)"
/// // SELECT title FROM stack WHERE project = $1 AND title LIKE $2
/// ```
public struct PGQuery: Sendable, ExpressibleByStringInterpolation, CustomStringConvertible {
    /// The text that is sent, with `$1`, `$2` ... where values stand.
    public var sql: String

    /// The values.
    public var parameters: PGParameters

    /// A statement from text and parameters made elsewhere.
    public init(sql: String, parameters: PGParameters = .init()) {
        self.sql = sql
        self.parameters = parameters
    }

    /// A statement without parameters.
    public init(stringLiteral sql: String) {
        self.init(sql: sql)
    }

    /// A statement from an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        self.init(sql: stringInterpolation.sql, parameters: stringInterpolation.parameters)
    }

    /// The text; values are not part of it.
    public var description: String { sql }

    /// Collects text and values.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        var sql = ""
        var parameters = PGParameters()

        /// Makes room for the text.
        public init(literalCapacity: Int, interpolationCount: Int) {
            sql.reserveCapacity(literalCapacity + interpolationCount * 4)
            parameters.reserve(interpolationCount)
        }

        /// Adds text.
        public mutating func appendLiteral(_ literal: String) {
            sql += literal
        }

        /// Adds a value as a bound parameter.
        public mutating func appendInterpolation(_ value: some PGEncodable) {
            value.encode(into: &parameters)
            appendPlaceholder()
        }

        /// Adds a value, or NULL, as a bound parameter.
        public mutating func appendInterpolation<Value: PGEncodable>(_ value: Value?) {
            if let value { value.encode(into: &parameters) } else { parameters.appendNull() }
            appendPlaceholder()
        }

        private mutating func appendPlaceholder() {
            sql += Self.placeholder(parameters.count)
        }

        // Literals for most: to make text of a number costs more than the rest of the statement's text.
        private static func placeholder(_ number: Int) -> String {
            switch number {
            case 1: "$1"
            case 2: "$2"
            case 3: "$3"
            case 4: "$4"
            default: "$" + String(number)
            }
        }

        /// Adds text as it is, a table name for example.
        ///
        /// - Warning: Never with text from outside: it becomes part of the SQL.
        public mutating func appendInterpolation(unescaped text: String) {
            sql += text
        }
    }

    /// Refuses what libpq would silently cut off.
    func validate() throws(PGError) {
        if let failure = parameters.failure { throw failure }
        guard !sql.holdsNUL else {
            throw PGError(.invalidParameter, "the statement holds a NUL byte, where the server would stop reading it")
        }
    }
}

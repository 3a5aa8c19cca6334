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
    private var contents: Contents

    /// The text that is sent, with `$1`, `$2` ... where values stand.
    public var sql: String {
        get { text.string }
        set { contents = Contents(Parts(text: QueryText(newValue), parameters: parameters)) }
    }

    /// The values.
    public var parameters: PGParameters {
        get { contents.parts.parameters }
        _modify {
            var parameters = contents.parts.parameters
            let text = contents.parts.text
            // Otherwise two would have the values, and each that is added would copy the others.
            contents = .nothing
            defer { contents = Contents(Parts(text: text, parameters: parameters)) }
            yield &parameters
        }
    }

    var text: QueryText { contents.parts.text }

    /// A statement from text and parameters made elsewhere.
    public init(sql: String, parameters: PGParameters = .init()) {
        contents = Contents(Parts(text: QueryText(sql), parameters: parameters))
    }

    /// A statement without parameters, from a literal.
    public init(stringLiteral sql: StaticString) {
        contents = Contents(Parts(text: QueryText(sql)))
    }

    /// A statement from an interpolated literal.
    public init(stringInterpolation: StringInterpolation) {
        contents = Contents(stringInterpolation.parts)
    }

    /// The text; values are not part of it.
    public var description: String { sql }

    /// Refuses what libpq would silently cut off.
    func validate() throws(PGError) {
        if let failure = parameters.failure { throw failure }
        guard !text.holdsNUL else {
            throw PGError(.invalidParameter, "the statement holds a NUL byte, where the server would stop reading it")
        }
    }
}

extension PGQuery {
    fileprivate struct Parts: Sendable {
        var text = QueryText()
        var parameters = PGParameters()
    }

    /// Shared by all copies of a query, which is handed on a dozen times on its way.
    private final class Contents: Sendable {
        static let nothing = Contents(Parts())

        let parts: Parts

        init(_ parts: consuming Parts) {
            self.parts = parts
        }
    }

    /// Collects text and values.
    public struct StringInterpolation: StringInterpolationProtocol, Sendable {
        fileprivate var parts = Parts()

        /// Makes room for the values.
        public init(literalCapacity: Int, interpolationCount: Int) {
            parts.parameters.reserve(interpolationCount)
        }

        /// Adds text.
        public mutating func appendLiteral(_ literal: StaticString) {
            parts.text.append(literal)
        }

        /// Adds a value as a bound parameter.
        public mutating func appendInterpolation(_ value: some PGEncodable) {
            value.encode(into: &parts.parameters)
            parts.text.appendPlace(parts.parameters.count)
        }

        /// Adds a value, or NULL, as a bound parameter.
        public mutating func appendInterpolation<Value: PGEncodable>(_ value: Value?) {
            if let value { value.encode(into: &parts.parameters) } else { parts.parameters.appendNull() }
            parts.text.appendPlace(parts.parameters.count)
        }

        /// Adds text as it is, a table name for example.
        ///
        /// - Warning: Never with text from outside: it becomes part of the SQL.
        public mutating func appendInterpolation(unescaped text: String) {
            parts.text.append(text)
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

#if Tracing
public import Tracing

/// Whether and how statements become spans of a distributed trace, in OpenTelemetry's terms; package trait `Tracing`.
///
/// ```swift
/// var configuration = try PGConfiguration("postgresql://app@db1/app")
/// configuration.tracing = PGTracing()
/// ```
///
/// Each statement is a span of the kind `client` below the span that its task is in, waiting for a connection of a pool and
/// connecting are spans of their own. The values of parameters and the server's words about an error, which may quote
/// them, never get into a span.
///
/// See [Semantic conventions for PostgreSQL](https://opentelemetry.io/docs/specs/semconv/database/postgresql/).
public struct PGTracing: Sendable {
    /// Which statements show their text in their spans, as `db.query.text`.
    public struct QueryText: Sendable, Hashable {
        private enum Choice {
            case never, parameterized, always
        }

        private let choice: Choice

        /// None.
        public static let never = QueryText(choice: .never)
        /// Those that have parameters: what differs from call to call is then in the parameters, which are left out.
        public static let parameterized = QueryText(choice: .parameterized)
        /// All. Only where no statement has anything in its text that must not leave the program.
        public static let always = QueryText(choice: .always)

        func shows(_ query: borrowing PGQuery) -> Bool {
            switch choice {
            case .never: false
            case .parameterized: query.parameters.count > 0
            case .always: true
            }
        }
    }

    /// Where spans go. `nil`, the default: to the tracer that the program has bootstrapped, looked up for each span.
    public var tracer: (any Tracer)?

    /// Which statements show their text. Default: those with parameters, as the conventions have it.
    public var queryText: QueryText

    /// Whether a span tells how many rows came, as `db.response.returned_rows`. Default: `true`.
    public var recordsReturnedRows: Bool

    /// Names the span of a statement with this text, and becomes its `db.query.summary`: of few different values,
    /// `get stack by id` for example. Where it is `nil` or returns `nil`, the first word of the text does. Default: `nil`.
    public var summary: (@Sendable (_ sql: String) -> String?)?

    /// Says how to trace.
    public init(
        tracer: (any Tracer)? = nil,
        queryText: QueryText = .parameterized,
        recordsReturnedRows: Bool = true,
        summary: (@Sendable (_ sql: String) -> String?)? = nil
    ) {
        self.tracer = tracer
        self.queryText = queryText
        self.recordsReturnedRows = recordsReturnedRows
        self.summary = summary
    }

    /// The tracer in force now.
    package var currentTracer: any Tracer { tracer ?? InstrumentationSystem.tracer }
}
#endif

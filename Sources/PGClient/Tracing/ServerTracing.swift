// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Tracing

/// Starts the spans of one server.
final class ServerTracing: Sendable {
    let tracing: PGTracing
    let endpoint: ServerEndpoint

    init(_ tracing: PGTracing, _ parameters: [String: String]) {
        self.tracing = tracing
        endpoint = ServerEndpoint(parameters)
    }

    /// The span of a statement, which begins now.
    ///
    /// - Parameter endpoint: Where it runs. Default: as the configuration says.
    func start(_ query: borrowing PGQuery, on endpoint: ServerEndpoint? = nil) -> StatementSpan {
        let endpoint = endpoint ?? self.endpoint
        let summary = tracing.summary?(query.sql) ?? LeadingKeyword.of(query.sql)
        let name = summary ?? endpoint.database ?? "postgresql"
        let span = tracing.currentTracer.startSpan(name, ofKind: .client)
        if span.isRecording {
            let text = tracing.queryText.shows(query) ? query.sql : nil
            span.updateAttributes { attributes in
                endpoint.describe(in: &attributes)
                if let summary { attributes["db.query.summary"] = summary }
                if let text { attributes["db.query.text"] = text }
            }
        }
        return StatementSpan(span: span, recordsReturnedRows: tracing.recordsReturnedRows)
    }

    /// The span of something that happens around statements.
    func start(_ name: String, ofKind kind: SpanKind) -> any Span {
        let span = tracing.currentTracer.startSpan(name, ofKind: kind)
        if span.isRecording { span.updateAttributes { endpoint.describe(in: &$0) } }
        return span
    }
}
#endif

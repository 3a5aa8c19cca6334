// SPDX-License-Identifier: Apache-2.0

#if Tracing
internal import Tracing

/// The span of one statement until it ends.
struct StatementSpan: Sendable {
    let span: any Span
    let recordsReturnedRows: Bool

    func end(_ result: borrowing PGResult) {
        if span.isRecording {
            let operation = Self.operation(result.commandTag)
            let rows = recordsReturnedRows && result.columnCount > 0 ? result.rowCount : nil
            span.updateAttributes { attributes in
                if let operation { attributes["db.operation.name"] = operation }
                if let rows { attributes["db.response.returned_rows"] = rows }
            }
        }
        span.end()
    }

    /// The end of a stream, from which no command tag comes.
    func end(rows: Int?, operation: String? = nil) {
        if span.isRecording {
            span.updateAttributes { attributes in
                if let operation { attributes["db.operation.name"] = operation }
                if let rows, recordsReturnedRows { attributes["db.response.returned_rows"] = rows }
            }
        }
        span.end()
    }

    func end(_ error: any Error) {
        span.recordFailure(error)
        span.end()
    }

    /// The command in the server's answer: `INSERT` of `INSERT 0 1`, `CREATE TABLE` as it is.
    static func operation(_ commandTag: String) -> String? {
        let words = commandTag.split(separator: " ").prefix { $0.first?.isNumber == false }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if Tracing
package import Tracing

extension Span {
    /// Marks the span as failed, without the server's words: they may quote values.
    package func recordFailure(_ error: any Error) {
        record(SpanFailure(error))
    }

    /// Marks the span as failed.
    package func record(_ failure: SpanFailure) {
        setStatus(SpanStatus(code: .error, message: failure.message))
        guard isRecording else { return }
        updateAttributes { attributes in
            attributes["error.type"] = failure.type
            if let sqlState = failure.sqlState { attributes["db.response.status_code"] = sqlState }
        }
    }
}

/// What a span may tell of an error.
package struct SpanFailure: Sendable, Equatable {
    /// The SQLSTATE, else the error's code, else the name of its type.
    package let type: String
    package let sqlState: String?
    package let message: String?

    package init(type: String, message: String) {
        self.type = type
        self.message = message
        sqlState = nil
    }

    package init(_ error: any Error) {
        let error = error is CancellationError ? PGError(.cancelled, "the task was cancelled") : error
        let failure = error as? PGError
        sqlState = failure?.sqlState?.rawValue
        type = sqlState ?? failure?.code.description ?? String(describing: Swift.type(of: error))
        message = sqlState.map { "SQLSTATE \($0)" } ?? failure?.ownMessage
    }
}

extension PGError {
    /// The message, where neither a server nor a value has had a part in it.
    fileprivate var ownMessage: String? {
        let ownCodes: [Code] = [
            .connectFailed, .connectTimedOut, .connectionLost, .outcomeUnknown, .connectionClosed, .cancelled,
            .statementTimedOut, .acquireTimedOut, .leaseTimedOut, .poolShutDown, .leaseEnded, .transactionAborted,
            .unsupported, .system,
        ]
        guard ownCodes.contains(code) else { return nil }
        guard let underlying else { return message }
        return (underlying as? PGError).flatMap { $0.sqlState == nil ? message : nil }
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

extension PGError {
    /// The kind of a failure. More kinds may be added in a minor version.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code, as in this documentation.
        public let description: String

        private init(_ description: String) {
            self.description = description
        }

        /// A connection string, a pool size or a time that cannot be used.
        public static let invalidConfiguration = Code("invalidConfiguration")
        /// The operating system refused a thread or a descriptor.
        public static let system = Code("system")
        /// No server could be reached: unknown host, refused port, or the server is starting up or full.
        public static let connectFailed = Code("connectFailed")
        /// No server answered within the time for an attempt.
        public static let connectTimedOut = Code("connectTimedOut")
        /// The server was reached and refused the user, the password or the certificate (SQLSTATE class 28).
        public static let authenticationFailed = Code("authenticationFailed")
        /// The server answered the statement with an error; see ``PGError/sqlState``.
        public static let server = Code("server")
        /// The connection was lost, and nothing of the statement can have taken effect.
        public static let connectionLost = Code("connectionLost")
        /// The connection was lost after the statement may have reached the server: it may or may not have
        /// taken effect. The client never sends such a statement again.
        public static let outcomeUnknown = Code("outcomeUnknown")
        /// The connection was closed by this client.
        public static let connectionClosed = Code("connectionClosed")
        /// The task was cancelled. A statement that was under way was cancelled on the server too.
        public static let cancelled = Code("cancelled")
        /// The statement did not end before its deadline and was cancelled on the server.
        public static let statementTimedOut = Code("statementTimedOut")
        /// No connection of the pool became free before the deadline.
        public static let acquireTimedOut = Code("acquireTimedOut")
        /// The connection was lent until a deadline, which has passed: its statements were given up, and what ran was
        /// cancelled on the server.
        public static let leaseTimedOut = Code("leaseTimedOut")
        /// The pool is shutting down or has been shut down.
        public static let poolShutDown = Code("poolShutDown")
        /// A connection was used after it had been given back to its pool.
        public static let leaseEnded = Code("leaseEnded")
        /// The transaction was rolled back instead of committed, because an earlier statement in it had failed.
        public static let transactionAborted = Code("transactionAborted")
        /// A parameter that cannot be sent, a string with a NUL byte for example.
        public static let invalidParameter = Code("invalidParameter")
        /// A value of a type, or with a content, that the asked-for Swift type cannot take.
        public static let typeMismatch = Code("typeMismatch")
        /// A value outside the range of the asked-for Swift type.
        public static let overflow = Code("overflow")
        /// A NULL where the asked-for Swift type is not optional.
        public static let unexpectedNull = Code("unexpectedNull")
        /// A column that the result does not have.
        public static let missingColumn = Code("missingColumn")
        /// Something this client does not do, `COPY` through `query` for example.
        public static let unsupported = Code("unsupported")
    }
}

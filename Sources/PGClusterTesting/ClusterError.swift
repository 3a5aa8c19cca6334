// SPDX-License-Identifier: Apache-2.0

/// What went wrong with a local cluster.
///
/// Tell errors apart by ``code``; ``message`` is one sentence for a person. No part of an error holds a password.
public struct ClusterError: Error, Sendable, Hashable {
    /// The kind of the failure. More kinds may be added, so a `switch` over codes needs a `default`.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The code's name, for example `portInUse`.
        public let description: String

        /// No folder with the PostgreSQL server programs was found, or one lacks a program or is too old.
        public static let serverBinariesMissing = Code(description: "serverBinariesMissing")
        /// A port that was asked for is taken by another program.
        public static let portInUse = Code(description: "portInUse")
        /// A server ended instead of becoming ready.
        public static let startFailed = Code(description: "startFailed")
        /// A server neither ended nor became ready in time.
        public static let startTimedOut = Code(description: "startTimedOut")
        /// A server did not do in time what it was told: stop, pause, be promoted, reload.
        public static let timedOut = Code(description: "timedOut")
        /// A program such as `initdb` or `pg_basebackup` could not be run or reported a failure.
        public static let commandFailed = Code(description: "commandFailed")
        /// The cluster has no node of that name.
        public static let unknownNode = Code(description: "unknownNode")
        /// The operation needs a stopped node and this one is running or paused.
        public static let alreadyRunning = Code(description: "alreadyRunning")
        /// The operation needs a running node and this one is stopped, or the cluster has been shut down.
        public static let notRunning = Code(description: "notRunning")
        /// The configuration holds a value outside of what is valid.
        public static let invalidConfiguration = Code(description: "invalidConfiguration")
        /// There is no detached cluster of that name.
        public static let notFound = Code(description: "notFound")
        /// A file or folder could not be made, read or reached by the user that the servers run as.
        public static let fileSystem = Code(description: "fileSystem")
        /// The task that started the cluster was cancelled.
        public static let cancelled = Code(description: "cancelled")
    }

    /// The kind of the failure.
    public let code: Code
    /// One sentence: what is wrong, and what would be right.
    public let message: String
    /// The name of the node it is about, or `nil`.
    public let node: String?
    /// The last lines of the server's log or of the program's output, oldest first. Empty where there are none.
    public let logTail: [String]

    init(_ code: Code, _ message: String, node: String? = nil, logTail: [String] = []) {
        self.code = code
        self.message = message
        self.node = node
        self.logTail = logTail
    }
}

extension ClusterError: CustomStringConvertible {
    /// The message, followed by the lines of the log.
    public var description: String {
        logTail.isEmpty ? message : message + "\n" + logTail.map { "  | " + $0 }.joined(separator: "\n")
    }
}

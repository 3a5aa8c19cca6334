// SPDX-License-Identifier: Apache-2.0

public import Logging
internal import Synchronization

/// What was logged, at every level.
public final class CapturedLog: Sendable {
    /// One line.
    public struct Entry: Sendable {
        /// How important it is.
        public let level: Logger.Level

        /// Its text.
        public let message: String

        /// What was given with it; not what its logger adds to each line.
        public let metadata: Logger.Metadata
    }

    private let log = Mutex<[Entry]>([])

    /// Makes a log that holds nothing.
    public init() {}

    /// All lines in order.
    public var entries: [Entry] { log.withLock { $0 } }

    /// Messages with their metadata.
    public func messages(from level: Logger.Level) -> [String] {
        entries.filter { $0.level >= level }.map { "\($0.message) \($0.metadata)" }
    }

    /// Writes into this log.
    public var logger: Logger { Logger(label: "test") { _ in Handler(captured: self) } }

    private struct Handler: LogHandler {
        let captured: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let entry = Entry(level: event.level, message: "\(event.message)", metadata: event.metadata ?? [:])
            captured.log.withLock { $0.append(entry) }
        }
    }
}

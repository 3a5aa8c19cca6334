// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
import Logging
import Synchronization

/// What was logged, at every level.
final class CapturedLog: Sendable {
    private let entries = Mutex<[(level: Logger.Level, text: String)]>([])

    func messages(from level: Logger.Level) -> [String] {
        entries.withLock { $0.filter { $0.level >= level }.map(\.text) }
    }

    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: CapturedLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let text = "\(event.message) \(event.metadata ?? [:])"
            log.entries.withLock { $0.append((event.level, text)) }
        }
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

import Logging
import Synchronization

/// Which nodes a cluster has said that it ejected.
final class EjectionLog: Sendable {
    private let names = Mutex<[String]>([])

    var nodes: [String] { names.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(log: self) } }

    private struct Handler: LogHandler {
        let log: EjectionLog
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.warning

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard "\(event.message)" == "node ejected", let node = event.metadata?["node"] else { return }
            log.names.withLock { $0.append("\(node)") }
        }
    }
}

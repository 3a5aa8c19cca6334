// SPDX-License-Identifier: Apache-2.0

internal import Metrics

extension PoolObserver {
    /// Figures for swift-metrics under OpenTelemetry's names; `nil` where the program has set no metrics backend up
    /// before it made the pool.
    ///
    /// See [Database Client Metrics](https://opentelemetry.io/docs/specs/semconv/database/database-metrics/).
    static func forPool(of configuration: PGConfiguration) -> PoolObserver? {
        if MetricsSystem.factory is NOOPMetricsHandler { return nil }
        return metrics(configuration, MetricsSystem.factory)
    }

    static func metrics(_ configuration: PGConfiguration, _ factory: any MetricsFactory) -> PoolObserver {
        var dimensions = [("db.system.name", "postgresql"), ("db.client.connection.pool.name", configuration.poolName)]
        if let address = configuration.parameters["host"] ?? configuration.parameters["hostaddr"] {
            dimensions.append(("server.address", address))
        }
        if let port = configuration.parameters["port"] { dimensions.append(("server.port", port)) }
        func connections(_ state: String) -> Meter {
            let state = [("db.client.connection.state", state)]
            return Meter(label: "db.client.connection.count", dimensions: dimensions + state, factory: factory)
        }
        func timer(_ name: String) -> Timer {
            Timer(label: "db.client.connection.\(name)", dimensions: dimensions, factory: factory)
        }
        let (idle, used) = (connections("idle"), connections("used"))
        let pending = Meter(label: "db.client.connection.pending_requests", dimensions: dimensions, factory: factory)
        let timeouts = Counter(label: "db.client.connection.timeouts", dimensions: dimensions, factory: factory)
        let (waitTime, useTime, createTime) = (timer("wait_time"), timer("use_time"), timer("create_time"))
        return PoolObserver(
            waited: { waitTime.record(duration: $0) },
            used: { useTime.record(duration: $0) },
            created: { createTime.record(duration: $0) },
            timedOut: { timeouts.increment() },
            sampled: { statistics in
                idle.set(statistics.idle)
                used.set(statistics.leased)
                pending.set(statistics.waiting)
            }
        )
    }
}

extension PGConfiguration {
    /// What a pool of its connections is called in metrics and spans.
    var poolName: String { isReadOnly ? "\(label) (read-only)" : label }
}

// SPDX-License-Identifier: Apache-2.0

import Metrics
import Synchronization
import Testing

@testable import PGClient

@Suite("The metrics of a pool")
struct PoolMetricsTests {
    /// Writes down what it is told.
    private final class Backend: MetricsFactory, CounterHandler, TimerHandler, MeterHandler, RecorderHandler {
        typealias Dimensions = [(String, String)]

        private struct Record {
            var figures: [String: Double] = [:]
            var dimensions: [String: [String]] = [:]
        }

        private let record: Mutex<Record>
        private let name: String
        private let root: Backend?

        init(name: String = "", root: Backend? = nil) {
            record = Mutex(Record())
            self.name = name
            self.root = root
        }

        var figures: [String: Double] { record.withLock { $0.figures } }
        var dimensions: [String: [String]] { record.withLock { $0.dimensions } }

        private func make(_ label: String, _ dimensions: [(String, String)]) -> Backend {
            let state = dimensions.first { $0.0 == "db.client.connection.state" }.map { "{\($0.1)}" } ?? ""
            let name = label + state
            record.withLock { $0.dimensions[name] = dimensions.map { "\($0.0)=\($0.1)" } }
            return Backend(name: name, root: self)
        }

        private func note(_ value: Double) { root?.record.withLock { $0.figures[name] = value } }

        func makeCounter(label: String, dimensions: Dimensions) -> any CounterHandler { make(label, dimensions) }
        func makeMeter(label: String, dimensions: Dimensions) -> any MeterHandler { make(label, dimensions) }
        func makeTimer(label: String, dimensions: Dimensions) -> any TimerHandler { make(label, dimensions) }
        func makeRecorder(label: String, dimensions: Dimensions, aggregate: Bool) -> any RecorderHandler {
            make(label, dimensions)
        }
        func destroyCounter(_ handler: any CounterHandler) {}
        func destroyMeter(_ handler: any MeterHandler) {}
        func destroyTimer(_ handler: any TimerHandler) {}
        func destroyRecorder(_ handler: any RecorderHandler) {}

        func increment(by amount: Int64) { note(Double(amount)) }
        func reset() {}
        func recordNanoseconds(_ duration: Int64) { note(Double(duration)) }
        func set(_ value: Int64) { note(Double(value)) }
        func set(_ value: Double) { note(value) }
        func increment(by amount: Double) { note(amount) }
        func decrement(by amount: Double) { note(-amount) }
        func record(_ value: Int64) { note(Double(value)) }
        func record(_ value: Double) { note(value) }
    }

    @Test("bear OpenTelemetry's names and say which server they are about")
    func names() throws {
        let backend = Backend()
        let configuration = try PGConfiguration("postgresql://app:hunter2@db1:5433/app", label: "primary")
        let observer = PoolObserver.metrics(configuration, backend)
        var statistics = PGPoolStatistics()
        statistics.idle = 2
        statistics.leased = 3
        statistics.waiting = 4
        observer.sampled(statistics)
        observer.waited(.milliseconds(1))
        observer.used(.milliseconds(2))
        observer.created(.milliseconds(3))
        observer.timedOut()
        #expect(
            backend.figures == [
                "db.client.connection.count{idle}": 2,
                "db.client.connection.count{used}": 3,
                "db.client.connection.pending_requests": 4,
                "db.client.connection.timeouts": 1,
                "db.client.connection.wait_time": 1_000_000,
                "db.client.connection.use_time": 2_000_000,
                "db.client.connection.create_time": 3_000_000,
            ]
        )
        #expect(
            backend.dimensions["db.client.connection.wait_time"] == [
                "db.system.name=postgresql", "db.client.connection.pool.name=primary", "server.address=db1",
                "server.port=5433",
            ]
        )
        #expect(!"\(backend.dimensions)".contains("hunter2"))
    }

    @Test("are not kept where the program has set no backend up")
    func none() throws {
        let configuration = try PGConfiguration("postgresql://app@db1/app")
        #expect(PoolObserver.forPool(of: configuration) == nil)
    }
}

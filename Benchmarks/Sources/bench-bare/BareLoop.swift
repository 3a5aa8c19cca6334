// SPDX-License-Identifier: Apache-2.0

import CSession
import LibPQ

/// An event loop for a few tasks that share nothing but it.
///
/// `@unchecked Sendable`: one thread makes it and the tasks, and then runs it; the tasks run nowhere else.
final class BareLoop: TaskExecutor, @unchecked Sendable {
    private let readiness: OpaquePointer
    private let connections: [OpaquePointer]
    private let rows: UInt64
    private var waiting: [UnsafeContinuation<Void, Never>?]
    private var jobs: [UnownedJob] = []
    private var running = 0
    private var slice = CSession.slice()

    init(connections count: Int32, rows: UInt64) {
        self.rows = rows
        let readiness = readiness_create(count)
        guard let readiness else { fail("no memory", nil) }
        self.readiness = readiness
        connections = (0..<count).map { number in
            guard let connection = session_open() else { fail("no connection", nil) }
            point_prepare(connection)
            readiness_watch(readiness, number, PQsocket(connection), true, false)
            return connection
        }
        waiting = Array(repeating: nil, count: Int(count))
    }

    /// Starts the tasks, which ask until the time is over.
    func begin(_ plan: inout plan) {
        slice_begin(&slice, &plan)
        running = connections.count
        for number in connections.indices {
            Task(executorPreference: self) {
                var sent = bench_now()
                repeat {
                    await self.ask(number)
                    sent = slice_record(&self.slice, sent)
                } while !slice_is_over(&self.slice, sent)
                self.running -= 1
            }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        jobs.append(UnownedJob(job))
    }

    /// Runs until no task is left.
    func run() {
        var ready = [Int32](repeating: 0, count: connections.count)
        runJobs()
        while running > 0 {
            for event in 0..<Int(readiness_wait(readiness, &ready, -1)) {
                let number = Int(ready[event])
                if point_receive(connections[number], point_look) { waiting[number].take()?.resume() }
                runJobs()
            }
        }
    }

    func report() { slice_report(&slice) }

    private func ask(_ number: Int) async {
        await withUnsafeContinuation { continuation in
            waiting[number] = continuation
            point_send(connections[number], rows)
        }
    }

    private func runJobs() {
        let executor = asUnownedTaskExecutor()
        var next = 0
        while next < jobs.count {
            // Taken out first: what runs may add others.
            let job = jobs[next]
            next += 1
            job.runSynchronously(on: executor)
        }
        jobs.removeAll(keepingCapacity: true)
    }
}

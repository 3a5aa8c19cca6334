// SPDX-License-Identifier: Apache-2.0

import Foundation
import Synchronization
import Testing

@testable import PGClient

@Suite("An event loop")
struct PGEventLoopTests {
    private final class Counter: Sendable {
        private let value = Atomic<Int>(0)
        var count: Int { value.load(ordering: .relaxed) }
        @discardableResult func increment() -> Int { value.add(1, ordering: .relaxed).newValue }
    }

    private final class Log: Sendable {
        private let entries = Mutex<[Int]>([])
        var numbers: [Int] { entries.withLock { $0 } }
        func append(_ number: Int) { entries.withLock { $0.append(number) } }
    }

    private final class Handler: ReadinessHandler {
        let onReady: @Sendable (Readiness) -> Void
        init(_ onReady: @escaping @Sendable (Readiness) -> Void) { self.onReady = onReady }
        func socketIsReady(_ readiness: Readiness) { onReady(readiness) }
    }

    @Test("runs jobs in order of arrival, on one thread of its own")
    func jobs() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let seen = Log()
        await withCheckedContinuation { continuation in
            for number in 0..<1_000 { loop.execute { seen.append(number) } }
            loop.execute { continuation.resume() }
        }
        #expect(seen.numbers == Array(0..<1_000))
    }

    @Test("fires timers in order of their deadlines, whatever the order they were set in")
    func timers() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let start = MonotonicInstant.now
        let fired = Log()
        await withCheckedContinuation { continuation in
            for number in [3, 1, 2] {
                loop.schedule(at: start + .milliseconds(number * 10)) {
                    fired.append(number)
                    if number == 3 { continuation.resume() }
                }
            }
        }
        #expect(fired.numbers == [1, 2, 3])
        #expect(MonotonicInstant.now >= start + .milliseconds(30))
    }

    @Test("tells a handler of its socket until the registration ends")
    func readiness() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let pipe = Pipe()
        let calls = Counter()
        let readiness = await withCheckedContinuation { (continuation: CheckedContinuation<Readiness, Never>) in
            let handler = Handler { readiness in
                if calls.increment() == 1 { continuation.resume(returning: readiness) }
                // Level-triggered: without this the loop would call for ever.
                _ = pipe.fileHandleForReading.availableData
            }
            do {
                _ = try loop.register(
                    pipe.fileHandleForReading.fileDescriptor,
                    interest: .readable,
                    handler: handler
                )
            } catch {
                Issue.record(error)
            }
            pipe.fileHandleForWriting.write(Data([1]))
        }
        #expect(readiness.contains(.readable))
    }

    @Test("tells of an edge once, again of what has come since, and of what is left when it is asked to look again")
    func edges() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let pipe = Pipe()
        let (told, teller) = AsyncStream.makeStream(of: Readiness.self)
        var tellings = told.makeAsyncIterator()
        let registration = try loop.register(
            pipe.fileHandleForReading.fileDescriptor,
            interest: [.readable, .edge],
            handler: Handler { teller.yield($0) }
        )
        for _ in 0..<2 {
            pipe.fileHandleForWriting.write(Data([1]))
            #expect(await tellings.next() == .readable)
        }
        // Nothing is read, so whoever asks hears of it, and hears of it once: the end comes next.
        try loop.modify(registration, interest: [.readable, .edge])
        #expect(await tellings.next() == .readable)
        try pipe.fileHandleForWriting.close()
        #expect(await tellings.next()?.contains(.ended) == true)
    }

    @Test("a registration that has ended is not changed any more")
    func endedRegistration() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let pipe = Pipe()
        let descriptor = pipe.fileHandleForReading.fileDescriptor
        let (told, teller) = AsyncStream.makeStream(of: Void.self)
        var tellings = told.makeAsyncIterator()
        let old = try loop.register(descriptor, interest: .readable, handler: Handler { _ in Issue.record("gone") })
        loop.remove(old)
        _ = try loop.register(descriptor, interest: [.readable, .edge], handler: Handler { _ in teller.yield() })
        // It would take the place of the newer one, and its handler would hear nothing.
        try loop.modify(old, interest: .readable)
        pipe.fileHandleForWriting.write(Data([1]))
        #expect(await tellings.next() != nil)
    }

    @Test("knows its own thread")
    func ownThread() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        #expect(!loop.isCurrent)
        let isCurrent = await withCheckedContinuation { continuation in
            loop.execute { continuation.resume(returning: loop.isCurrent) }
        }
        #expect(isCurrent)
    }

    @Test("runs what was queued before its shutdown, and does not lose what comes after")
    func shutdown() throws {
        let loop = try PGEventLoop(name: "test")
        let jobs = Counter()
        for _ in 0..<100 { loop.execute { _ = jobs.increment() } }
        loop.shutdown()
        #expect(jobs.count == 100)
        loop.execute { _ = jobs.increment() }
        #expect(jobs.count == 101)
        loop.shutdown()
    }

    @Test("lets go at its end of what timers hold that have not fired")
    func timersAtTheEnd() throws {
        final class Holder: Sendable {
            let loop: PGEventLoop
            init(_ loop: PGEventLoop) { self.loop = loop }
        }
        weak var held: Holder?
        weak var loop: PGEventLoop?
        try {
            let made = try PGEventLoop(name: "test")
            let holder = Holder(made)
            made.schedule(at: .now + .seconds(3600)) { _ = holder }
            (held, loop) = (holder, made)
            made.shutdown()
        }()
        #expect(held == nil)
        #expect(loop == nil)
    }

    @Test("takes jobs from many threads at once")
    func manyThreads() async throws {
        let loop = try PGEventLoop(name: "test")
        defer { loop.shutdown() }
        let jobs = Counter()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 {
                        await withCheckedContinuation { continuation in
                            loop.execute {
                                jobs.increment()
                                continuation.resume()
                            }
                        }
                    }
                }
            }
        }
        #expect(jobs.count == 4_000)
    }

    @Test("a group of no loops is refused")
    func emptyGroup() {
        let error = #expect(throws: PGError.self) { try PGEventLoopGroup(loops: 0) }
        #expect(error?.code == .invalidConfiguration)
    }
}

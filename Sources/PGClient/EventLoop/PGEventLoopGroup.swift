// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

/// The event loops that drive the connections of one or more pools.
///
/// Share one group among all pools of a process; its threads end with ``shutdown()``.
public final class PGEventLoopGroup: Sendable {
    private let loops: [PGEventLoop]
    private let next = Atomic<Int>(0)

    /// Name look-ups and the start of connections, which reads files.
    let connectCalls = BlockingCalls(limit: 16)

    private let cancelCallsByServer = Mutex<[String: BlockingCalls]>([:])

    /// Starts the loop threads.
    ///
    /// - Parameter loops: How many threads; at least 1. `nil`, the default: one per two processor cores.
    /// - Throws: ``PGError`` with the code `invalidConfiguration` for a count below 1, `system` where the
    ///   system has no descriptor or thread left.
    public convenience init(loops: Int? = nil) throws(PGError) {
        try self.init(loops: loops, absence: AbsencePolicy())
    }

    init(loops: Int? = nil, absence: AbsencePolicy) throws(PGError) {
        let count = loops ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)) / 2)
        guard count >= 1 else {
            throw PGError(.invalidConfiguration, "an event loop group needs at least 1 loop, \(count) were asked for")
        }
        var started: [PGEventLoop] = []
        for index in 0..<count {
            do {
                started.append(try PGEventLoop(name: "pg-loop-\(index)", absence: absence))
            } catch {
                for loop in started { loop.shutdown() }
                throw error
            }
        }
        self.loops = started
    }

    /// Cancel requests, on threads of their own for each server: one to a stopped server hangs, and must hold up neither
    /// connecting nor the requests to other servers.
    ///
    /// - Parameter server: The label of its configuration.
    func cancelCalls(of server: String) -> BlockingCalls {
        cancelCallsByServer.withLock { calls in
            if let existing = calls[server] { return existing }
            let new = BlockingCalls(limit: 16)
            calls[server] = new
            return new
        }
    }

    /// One of the loops, each in turn: for a new connection, or as the executor of a task.
    public func nextLoop() -> PGEventLoop {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return loops[Int(UInt(bitPattern: turn) % UInt(loops.count))]
    }

    /// Stops the loops and joins their threads. Shut the pools down first: a connection without its
    /// loop makes no progress. Calling it again does nothing.
    ///
    /// - Warning: It blocks the calling thread for the moment the loops need to end.
    public func shutdown() {
        for loop in loops { loop.shutdown() }
    }

    deinit {
        for loop in loops { loop.shutdown() }
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
internal import HeapModule
internal import Synchronization

/// A thread that waits for the sockets of many connections and drives libpq for those that are ready.
///
/// Connections are spread over the loops of a ``PGEventLoopGroup``. Nothing of this library blocks a loop: name
/// look-ups, password files and libpq's blocking cancel request run on threads of their own.
///
/// A loop is also a `TaskExecutor`. A task that prefers it runs on the loop's thread, and its queries need no hop from one
/// thread to another:
///
/// ```swift
/// try await withTaskExecutorPreference(group.nextLoop()) {
///     try await handle(request)
/// }
/// ```
///
/// Use it for code that does little besides its queries. Whatever such a task computes, or blocks on, holds up every
/// connection of the loop.
public final class PGEventLoop: TaskExecutor {
    private enum Job: Sendable {
        case closure(@Sendable () -> Void)
        case task(UnownedJob)
    }

    private struct Timer: Comparable {
        let deadline: MonotonicInstant
        let order: UInt64
        let fire: @Sendable () -> Void

        static func < (left: Timer, right: Timer) -> Bool {
            (left.deadline, left.order) < (right.deadline, right.order)
        }

        static func == (left: Timer, right: Timer) -> Bool { left.order == right.order }
    }

    private struct Ready {
        let handler: any ReadinessHandler
        let readiness: Readiness
    }

    private struct State {
        var jobs = Deque<Job>()
        var timers = Heap<Timer>()
        /// When the first timer is due: each wait asks, and a timer is not looked at without retaining what it fires.
        var earliest: MonotonicInstant?
        var handlers = HandlerTable()
        /// The registration that a descriptor's number stands for: the last one that was made with it.
        var tokens: [Int32: UInt64] = [:]
        var nextTimer: UInt64 = 0
        /// Set while the thread is in, or about to enter, a wait that only `wake` ends early.
        var isSleeping = false
        var isStopping = false
        var thread: LoopThread?
    }

    /// How many batches of jobs may run before the sockets are looked at again.
    private static let batchesPerLook = 8

    private let selector: PlatformSelector
    private let state = Mutex(State())
    /// The number of the thread, once it runs.
    private let threadID = Atomic<UInt>(0)

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { threadID.load(ordering: .relaxed) == LoopThread.currentID }

    /// Starts the loop's thread.
    ///
    /// - Throws: ``PGError`` with the code `system` where the system has no descriptor or thread left.
    init(name: String) throws(PGError) {
        selector = try PlatformSelector()
        // The thread keeps the loop alive until `shutdown` is called.
        let thread = try LoopThread(name: name) { self.run() }
        state.withLock { $0.thread = thread }
    }

    /// Runs `job` on the loop thread, in order of arrival; after shutdown it runs on the caller's thread.
    func execute(_ job: @escaping @Sendable () -> Void) {
        if !enqueue(.closure(job)) { job() }
    }

    /// Takes a job of a task that prefers this loop. After shutdown the global executor runs it instead.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if !enqueue(.task(job)) { globalConcurrentExecutor.enqueue(job) }
    }

    /// - Returns: Whether the loop still takes jobs.
    private func enqueue(_ job: Job) -> Bool {
        let outcome: (accepted: Bool, wakes: Bool) = state.withLock { state in
            guard !state.isStopping else { return (false, false) }
            state.jobs.append(job)
            defer { state.isSleeping = false }
            return (true, state.isSleeping)
        }
        if outcome.wakes { selector.wake() }
        return outcome.accepted
    }

    /// Runs `fire` on the loop thread at `deadline` or soon after it.
    ///
    /// There is no way to call a timer off: its owner ignores one that has nothing left to do, and keeps
    /// at most a few under way.
    func schedule(at deadline: MonotonicInstant, _ fire: @escaping @Sendable () -> Void) {
        let wakes = state.withLock { state in
            guard !state.isStopping else { return false }
            let isEarliest = state.earliest.map { deadline < $0 } ?? true
            if isEarliest { state.earliest = deadline }
            state.timers.insert(Timer(deadline: deadline, order: state.nextTimer, fire: fire))
            state.nextTimer += 1
            guard isEarliest, state.isSleeping else { return false }
            state.isSleeping = false
            return true
        }
        if wakes { selector.wake() }
    }

    /// Watches `descriptor`; the handler is kept until the registration is removed.
    func register(
        _ descriptor: Int32,
        interest: Readiness,
        handler: any ReadinessHandler
    ) throws(PGError) -> Registration {
        let token = state.withLock { state in
            let token = state.handlers.insert(handler)
            state.tokens[descriptor] = token
            return token
        }
        do {
            try selector.add(descriptor, interest: interest, token: token)
        } catch {
            let handler = state.withLock { state in
                if state.tokens[descriptor] == token { state.tokens[descriptor] = nil }
                return state.handlers.remove(token)
            }
            _ = handler
            throw error
        }
        return Registration(descriptor: descriptor, token: token)
    }

    /// Changes what a registration waits for, and looks again whether it is there. Without effect where the descriptor's
    /// number stands for a newer registration, as in ``remove(_:)``.
    func modify(_ registration: Registration, interest: Readiness) throws(PGError) {
        let change = state.withLock { state -> Result<Void, PGError> in
            guard state.tokens[registration.descriptor] == registration.token else { return .success(()) }
            return Result { () throws(PGError) in
                try selector.modify(registration.descriptor, interest: interest, token: registration.token)
            }
        }
        try change.get()
    }

    /// Ends a registration, before or after its descriptor is closed.
    ///
    /// libpq closes its socket by itself when it finds the connection lost, and another thread may have the number of it
    /// by now: then it stands for a newer registration, which stays.
    func remove(_ registration: Registration) {
        // Released outside of the lock: the handler's deinitializer may call back.
        let handler = state.withLock { state in
            if state.tokens[registration.descriptor] == registration.token {
                state.tokens[registration.descriptor] = nil
                selector.remove(registration.descriptor)
            }
            return state.handlers.remove(registration.token)
        }
        _ = handler
    }

    /// Stops the loop after the jobs that are already queued and joins its thread.
    ///
    /// Called on the loop thread itself it cannot join and lets the thread end by itself.
    func shutdown() {
        let thread: LoopThread? = state.withLock { state in
            defer { state.thread = nil }
            state.isStopping = true
            state.isSleeping = false
            return state.thread
        }
        guard let thread else { return }
        selector.wake()
        if thread.isCurrent { thread.detach() } else { thread.join() }
    }

    private func run() {
        threadID.store(LoopThread.currentID, ordering: .relaxed)
        var events: [ReadyEvent] = []
        var ready: [Ready] = []
        var jobs = Deque<Job>()
        var due: [Timer] = []
        var batches = 0
        let executor = asUnownedTaskExecutor()
        while true {
            let (timeout, isStopping) = prepareToWait(&jobs)
            let ranJobs = !jobs.isEmpty
            runAll(&jobs, executor)
            if isStopping {
                if ranJobs { continue }
                break
            }
            // A batch of jobs may have brought more of them; otherwise the wait is a real one, not a look.
            if ranJobs, batches < Self.batchesPerLook {
                batches += 1
                continue
            }
            batches = 0
            selector.wait(timeout: ranJobs ? 0 : timeout, into: &events)
            collect(&events, &ready, &due)
            while let socket = ready.popLast() {
                socket.handler.socketIsReady(socket.readiness)
                // Whoever waited for this answer may send its next statement before the other answers are looked at: the
                // server is kept busy meanwhile.
                takeJobs(&jobs)
                runAll(&jobs, executor)
            }
            for timer in due { timer.fire() }
            due.removeAll(keepingCapacity: true)
        }
        // What the loop still holds may hold the loop.
        let (handlers, timers) = state.withLock { state in
            defer {
                state.handlers = HandlerTable()
                state.timers = Heap()
                state.earliest = nil
            }
            return (state.handlers, state.timers)
        }
        _ = (handlers, timers)
    }

    // Closed only here: another thread may be between its decision to wake the loop and the wake-up.
    deinit { selector.close() }

    @inline(__always)
    private func runAll(_ jobs: inout Deque<Job>, _ executor: UnownedTaskExecutor) {
        while let job = jobs.popFirst() {
            switch job {
            case .closure(let job): job()
            case .task(let job): job.runSynchronously(on: executor)
            }
        }
    }

    private func takeJobs(_ jobs: inout Deque<Job>) {
        state.withLock { state in swap(&jobs, &state.jobs) }
    }

    /// - Returns: For how many nanoseconds to wait, `nil` until something comes.
    private func prepareToWait(_ jobs: inout Deque<Job>) -> (timeout: Int64?, isStopping: Bool) {
        state.withLock { state in
            swap(&jobs, &state.jobs)
            state.isSleeping = jobs.isEmpty && !state.isStopping
            guard state.isSleeping else { return (0, state.isStopping) }
            return (state.earliest?.nanosecondsAhead, false)
        }
    }

    private func collect(
        _ events: inout [ReadyEvent],
        _ ready: inout [Ready],
        _ due: inout [Timer]
    ) {
        state.withLock { state in
            state.isSleeping = false
            // Last first, as they are taken off the end.
            while let event = events.popLast() {
                // A registration that ended after the wait has no handler any more.
                guard let handler = state.handlers[event.token] else { continue }
                ready.append(Ready(handler: handler, readiness: event.readiness))
            }
            guard let earliest = state.earliest else { return }
            let now = MonotonicInstant.now
            guard earliest <= now else { return }
            while let timer = state.timers.min, timer.deadline <= now {
                due.append(state.timers.removeMin())
            }
            state.earliest = state.timers.min?.deadline
        }
    }
}

/// Told by the loop thread that its socket is ready.
protocol ReadinessHandler: AnyObject, Sendable {
    func socketIsReady(_ readiness: Readiness)
}

/// A descriptor that a loop watches.
struct Registration: Sendable {
    let descriptor: Int32
    let token: UInt64
}

// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
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
    typealias Job = LoopState.Job

    /// How many batches of jobs may run before the sockets are looked at again.
    private static let batchesPerLook = 8
    /// How often a caller looks in a row for the answers of others.
    private static let looksInARow = 4

    private let selector: PlatformSelector
    private let state: Mutex<LoopState>
    private let lookout = Lookout()
    /// The number of the thread, once it runs.
    private let threadID = Atomic<UInt>(0)

    /// Whether the caller runs on the loop's thread.
    var isCurrent: Bool { threadID.load(ordering: .relaxed) == LoopThread.currentID }

    /// Starts the loop's thread.
    ///
    /// - Parameter absence: When it leaves looking to callers.
    /// - Throws: ``PGError`` with the code `system` where the system has no descriptor or thread left.
    init(name: String, absence: AbsencePolicy = AbsencePolicy()) throws(PGError) {
        selector = try PlatformSelector()
        state = Mutex(LoopState(absence: absence))
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
        let wakes = state.withLock { state in !state.isStopping && state.insertTimer(at: deadline, fire) }
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

    // MARK: Callers that read by themselves

    /// Call it before a caller is told that it can read what has come.
    func readerIsTold() { lookout.readerIsTold() }

    /// A caller that was told has read. While the loop's thread is away, the last of them looks for the others' answers.
    func readerIsDone() {
        var looks = 0
        while lookout.readerIsDone() {
            looks += 1
            let hasFound = look()
            if hasFound, looks < Self.looksInARow { continue }
            if lookout.handBack() {
                if !hasFound { state.withLock { $0.absence.failed() } }
                selector.wake()
            }
            return
        }
    }

    /// - Returns: Whether somebody's answer has come who reads by itself.
    private func look() -> Bool {
        var hasFound = false
        selector.look { event in
            guard let handler = state.withLock({ $0.handlers[event.token] }) else { return }
            if handler.tellsReader(event.readiness) {
                hasFound = true
            } else if state.withLock({ $0.leaveForLoop(event) }) {
                selector.wake()
            }
        }
        if hasFound { state.withLock { $0.absence.paid() } }
        return hasFound
    }

    // MARK: The loop

    private func run() {
        threadID.store(LoopThread.currentID, ordering: .relaxed)
        var events: [ReadyEvent] = []
        var ready: [LoopState.Ready] = []
        var jobs = Deque<Job>()
        var due: [LoopState.Timer] = []
        var batches = 0
        let executor = asUnownedTaskExecutor()
        while true {
            let (wait, isStopping) = state.withLock { ($0.prepareToWait(&jobs, lookout), $0.isStopping) }
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
            perform(wait, &events)
            state.withLock { $0.collect(&events, &ready, &due) }
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
        let rest = state.withLock { $0.removeAll() }
        _ = rest
    }

    // Closed only here: another thread may be between its decision to wake the loop and the wake-up.
    deinit { selector.close() }

    private func perform(_ wait: LoopState.Wait, _ events: inout [ReadyEvent]) {
        switch wait {
        case .none:
            selector.wait(timeout: 0, into: &events)
        case .sockets(let timeout):
            selector.wait(timeout: timeout, into: &events)
        case .wakeUp(let timeout):
            let isWoken = selector.waitForWakeUp(timeout: timeout)
            lookout.comeBack()
            guard !isWoken else { return }
            // The callers have not looked for long.
            state.withLock { $0.absence.failed() }
            selector.wait(timeout: 0, into: &events)
        }
    }

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
}

/// Told that its socket is ready.
protocol ReadinessHandler: AnyObject, Sendable {
    /// Called on the loop's thread.
    func socketIsReady(_ readiness: Readiness)

    /// Called on any thread, where the loop's thread leaves looking to callers.
    ///
    /// - Returns: Whether it was a matter of a caller that reads by itself, which has been told. Otherwise ``socketIsReady(_:)``
    ///   follows.
    func tellsReader(_ readiness: Readiness) -> Bool
}

extension ReadinessHandler {
    func tellsReader(_ readiness: Readiness) -> Bool { false }
}

/// A descriptor that a loop watches.
struct Registration: Sendable {
    let descriptor: Int32
    let token: UInt64
}

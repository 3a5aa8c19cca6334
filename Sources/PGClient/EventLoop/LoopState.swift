// SPDX-License-Identifier: Apache-2.0

internal import DequeModule
internal import HeapModule

/// What a loop has to do: jobs, timers, and who is told of which socket. It lives behind the loop's lock.
struct LoopState {
    enum Job: Sendable {
        case closure(@Sendable () -> Void)
        case task(UnownedJob)
    }

    struct Timer: Comparable {
        let deadline: MonotonicInstant
        let order: UInt64
        let fire: @Sendable () -> Void

        static func < (left: Timer, right: Timer) -> Bool {
            (left.deadline, left.order) < (right.deadline, right.order)
        }

        static func == (left: Timer, right: Timer) -> Bool { left.order == right.order }
    }

    struct Ready {
        let handler: any ReadinessHandler
        let readiness: Readiness
    }

    /// For what the loop's thread waits next.
    enum Wait {
        /// For nothing: there are jobs, or the loop ends.
        case none
        /// For sockets, so many nanoseconds at most; `nil`: until something comes.
        case sockets(Int64?)
        /// Only to be woken, or for so many nanoseconds: callers look what has come on the sockets.
        case wakeUp(Int64)
    }

    /// For how long the loop leaves looking to callers at most, in nanoseconds: they may get no time.
    private static let longestAbsence: Int64 = 1_000_000

    var jobs = Deque<Job>()
    /// What callers have found that is not for them.
    private var found: [ReadyEvent] = []
    var handlers = HandlerTable()
    /// The registration that a descriptor's number stands for: the last one that was made with it.
    var tokens: [Int32: UInt64] = [:]
    var absence: AbsencePolicy
    /// Set while the thread is in, or about to enter, a wait that only a wake-up ends early.
    var isSleeping = false
    var isStopping = false
    var thread: LoopThread?

    private var timers = Heap<Timer>()
    /// When the first timer is due: each wait asks, and a timer is not looked at without retaining what it fires.
    private var earliest: MonotonicInstant?
    private var nextTimer: UInt64 = 0

    init(absence: AbsencePolicy) {
        self.absence = absence
    }

    /// - Returns: Whether the loop's thread has to be woken.
    mutating func insertTimer(at deadline: MonotonicInstant, _ fire: @escaping @Sendable () -> Void) -> Bool {
        let isEarliest = earliest.map { deadline < $0 } ?? true
        if isEarliest { earliest = deadline }
        timers.insert(Timer(deadline: deadline, order: nextTimer, fire: fire))
        nextTimer += 1
        guard isEarliest, isSleeping else { return false }
        isSleeping = false
        return true
    }

    /// Takes the jobs out. Where there are none the thread is about to sleep.
    mutating func prepareToWait(_ jobs: inout Deque<Job>, _ lookout: borrowing Lookout) -> Wait {
        swap(&jobs, &self.jobs)
        isSleeping = jobs.isEmpty && found.isEmpty && !isStopping
        guard isSleeping else { return .none }
        let timeout = earliest?.nanosecondsAhead
        guard lookout.hasReaders, PlatformSelector.canWaitForWakeUp, absence.allowsAnother(), lookout.leave() else {
            return .sockets(timeout)
        }
        return .wakeUp(min(timeout ?? .max, Self.longestAbsence))
    }

    /// A caller has found what the loop has to see to.
    ///
    /// - Returns: Whether the loop's thread has to be woken.
    mutating func leaveForLoop(_ event: ReadyEvent) -> Bool {
        absence.failed()
        found.append(event)
        defer { isSleeping = false }
        return isSleeping
    }

    /// The thread is awake again: what is ready and due.
    mutating func collect(_ events: inout [ReadyEvent], _ ready: inout [Ready], _ due: inout [Timer]) {
        isSleeping = false
        while let event = found.popLast() {
            // A socket can be in both; its handler is called once.
            if let index = events.firstIndex(where: { $0.token == event.token }) {
                events[index].readiness.formUnion(event.readiness)
            } else {
                events.append(event)
            }
        }
        // Last first, as they are taken off the end.
        while let event = events.popLast() {
            // A registration that ended after the wait has no handler any more.
            guard let handler = handlers[event.token] else { continue }
            ready.append(Ready(handler: handler, readiness: event.readiness))
        }
        guard let earliest else { return }
        let now = MonotonicInstant.now
        guard earliest <= now else { return }
        while let timer = timers.min, timer.deadline <= now {
            due.append(timers.removeMin())
        }
        self.earliest = timers.min?.deadline
    }

    /// What the loop still holds when it ends may hold the loop: to be dropped outside of the lock.
    mutating func removeAll() -> (HandlerTable, Heap<Timer>) {
        defer {
            handlers = HandlerTable()
            timers = Heap()
            earliest = nil
        }
        return (handlers, timers)
    }
}

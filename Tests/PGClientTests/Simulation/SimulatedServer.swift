// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

/// A pool, its connections and a server, all without I/O: tasks come, run statements, and are cancelled at any moment.
struct SimulatedServer {
    typealias Machine = PoolStateMachine<Connection>

    final class Connection: @unchecked Sendable {
        var machine = ConnectionStateMachine()
        /// What the server runs, and whether it has been told to stop.
        var executing: UInt64?
        var user: Int?
        var isOpen = true
    }

    enum TaskState: Equatable {
        case waiting
        case running(statement: UInt64)
        case over
    }

    struct Task {
        var state = TaskState.waiting
        var connection: Connection?
        /// `nil` for a task that runs one statement and has no lease beside it.
        var lease: UInt64?
        var isCancelled = false
    }

    enum Event {
        case arrival
        case cancellation(task: Int)
        case reply(Connection, UInt64)
        /// A cancel request has reached the server.
        case cancelArrives(Connection, UInt64)
        case cancelReturns(Connection, UInt64, succeeds: Bool)
        case drainDeadline(Connection, UInt64)
        case connected(ConnectOrder.Attempt)
        case loss(Connection)
        case tick(MonotonicInstant)
    }

    var pool: Machine
    var calendar = EventCalendar<Event>()
    var generator: SplitMix
    private var tasks: [Int: Task] = [:]
    private var connections: [Connection] = []
    private var nextID: UInt64 = 1
    private var nextTask = 0
    private var alarm = Alarm()

    /// Cancellations that ended a task which was waiting or whose statement was under way.
    private(set) var cancellations = 0
    private(set) var answers = 0
    private(set) var losses = 0
    private(set) var timeouts = 0

    init(seed: UInt64, connections: Int) {
        generator = SplitMix(state: seed)
        pool = Machine(
            PGPoolConfiguration(
                maximumConnections: connections,
                acquireTimeout: .seconds(1),
                maximumLifetime: .seconds(60)
            ),
            seed: seed
        )
    }

    var now: MonotonicInstant {
        MonotonicInstant(nanoseconds: Int64(calendar.elapsed) * 100_000)
    }

    /// - Returns: Whether there was anything left to happen.
    mutating func step() -> Bool {
        let events = calendar.next()
        for event in events { handle(event) }
        return !events.isEmpty
    }

    var openTasks: Int { tasks.count }

    // MARK: Events

    private mutating func handle(_ event: Event) {
        switch event {
        case .arrival: arrive()
        case .cancellation(let task): cancel(task)
        case .reply(let connection, let id): reply(connection, id)
        case .cancelArrives(let connection, let id):
            guard connection.isOpen else { return }
            // Whatever runs now is stopped, whoever sent it: it must be what the request was for.
            #expect(connection.executing == nil || connection.executing == id, "a cancellation hit another statement")
            if connection.executing == id { calendar.add(.reply(connection, id), after: 1) }
        case .cancelReturns(let connection, let id, let succeeds):
            apply(connection.machine.cancelReturned(succeeds, of: id), connection)
        case .drainDeadline(let connection, let id):
            apply(connection.machine.drainDeadlineReached(of: id), connection)
        case .connected(let attempt):
            let connection = Connection()
            connections.append(connection)
            let action = pool.connected(connection, attempt, now)
            start(action.connects)
            apply(action.returns)
        case .loss(let connection): close(connection)
        case .tick(let instant): tick(instant)
        }
        if let instant = alarm.request(pool.nextTick) { schedule(instant) }
    }

    private mutating func arrive() {
        nextTask += 1
        let task = nextTask
        tasks[task] = Task()
        // From before it has a connection to after its end.
        calendar.add(.cancellation(task: task), after: Int(generator.next() % 100))
        switch pool.lease(UInt64(task), deadline: now + .seconds(1), now) {
        case .take(.use(let connection)), .take(.check(let connection, _)): lend(connection, to: task)
        case .wait(let order): start(order)
        case .refuseShutDown, .refuseFailing: tasks[task] = nil
        }
    }

    private mutating func cancel(_ number: Int) {
        guard let task = tasks[number] else { return }
        switch task.state {
        case .waiting:
            let waited = pool.giveUp(UInt64(number))
            #expect(waited, "a task that waits is known to the pool")
            tasks[number] = nil
            cancellations += 1
        case .running(let statement):
            guard let connection = task.connection else { return }
            cancellations += 1
            switch connection.machine.abandon(statement) {
            case .none: Issue.record("a statement without an answer is known to its connection")
            case .drop: break
            case .cancelOnServer: requestCancel(statement, connection)
            }
            end(number, connection)
        case .over: break
        }
    }

    private mutating func requestCancel(_ id: UInt64, _ connection: Connection) {
        let delay = 1 + Int(generator.next() % 20)
        if generator.next() % 64 != 0 { calendar.add(.cancelArrives(connection, id), after: delay) }
        let returns = delay + 1 + Int(generator.next() % 20)
        calendar.add(.cancelReturns(connection, id, succeeds: generator.next() % 256 != 0), after: returns)
        calendar.add(.drainDeadline(connection, id), after: 5_000)
    }

    private mutating func reply(_ connection: Connection, _ id: UInt64) {
        // A statement that was stopped has replied already.
        guard connection.isOpen, connection.executing == id else { return }
        connection.executing = nil
        let action = connection.machine.completed()
        if let delivered = action.deliver {
            #expect(delivered == id, "an answer went to another statement")
            answers += 1
            answered(connection, id)
        }
        apply(action.next, connection)
    }

    /// The task goes on with another statement or gives its connection back.
    private mutating func answered(_ connection: Connection, _ id: UInt64) {
        guard let number = connection.user, tasks[number]?.state == .running(statement: id) else {
            Issue.record("an answer for nobody")
            return
        }
        if tasks[number]?.lease != nil, generator.next() % 3 == 0 {
            submit(number, connection)
        } else {
            end(number, connection)
        }
    }

    // MARK: Leases

    private mutating func lend(_ connection: Connection, to number: Int) {
        #expect(connection.user == nil && connection.machine.lease == nil, "a connection was lent twice")
        #expect(!connection.machine.awaitsReplies, "a connection was lent before it was quiet")
        connection.user = number
        tasks[number]?.connection = connection
        if generator.next() % 2 == 0 {
            nextID += 1
            connection.machine.beginLease(nextID)
            tasks[number]?.lease = nextID
        }
        submit(number, connection)
    }

    private mutating func submit(_ number: Int, _ connection: Connection) {
        nextID += 1
        let id = nextID
        tasks[number]?.state = .running(statement: id)
        switch connection.machine.submit(id, lease: tasks[number]?.lease) {
        case .send: execute(id, connection)
        case .queued: break
        case .rejectLeaseEnded: Issue.record("the lease is the current one")
        case .rejectClosed: end(number, connection)
        }
    }

    private mutating func execute(_ id: UInt64, _ connection: Connection) {
        #expect(connection.executing == nil, "two statements on the wire")
        connection.executing = id
        calendar.add(.reply(connection, id), after: 1 + Int(generator.next() % 200))
    }

    private mutating func end(_ number: Int, _ connection: Connection) {
        guard let task = tasks.removeValue(forKey: number) else { return }
        connection.user = nil
        guard let lease = task.lease else { return }
        for _ in connection.machine.takeQueue() { Issue.record("a task sends one statement at a time") }
        switch connection.machine.release(lease) {
        case .settle: apply(pool.settled(connection, now))
        case .cancelOnServer: Issue.record("its statement was answered or given up")
        case .wait: break
        case .alreadyClosed: close(connection)
        case .ignore: Issue.record("the lease is the current one")
        }
    }

    // MARK: What the machines say

    private mutating func apply(_ next: ConnectionStateMachine.Next, _ connection: Connection) {
        switch next {
        case .none: break
        case .send(let id): execute(id, connection)
        case .settle: apply(pool.settled(connection, now))
        case .close: close(connection)
        }
    }

    private mutating func apply(_ action: Machine.ReturnAction) {
        switch action {
        case .none: break
        case .hand(let connection, let id):
            guard tasks[Int(id)]?.state == .waiting else {
                Issue.record("a connection for somebody who does not wait")
                return
            }
            lend(connection, to: Int(id))
        case .close(let connection, _): close(connection)
        }
    }

    private mutating func close(_ connection: Connection) {
        guard connection.isOpen else { return }
        connection.isOpen = false
        connection.executing = nil
        losses += 1
        let action = connection.machine.close()
        if let number = connection.user {
            #expect(action?.running != nil || action?.queued.isEmpty == false)
            tasks[number] = nil
            connection.user = nil
        }
        connections.removeAll { $0 === connection }
        let loss = pool.closed(connection, .lost, now)
        fail(loss.waiters)
        start(loss.connects)
    }

    private mutating func schedule(_ instant: MonotonicInstant) {
        calendar.add(.tick(instant), after: Int((instant - now) / EventCalendar<Event>.slotLength) + 1)
    }

    private mutating func tick(_ instant: MonotonicInstant) {
        // The calendar does not reach far ahead.
        guard instant <= now else { return schedule(instant) }
        alarm.fired(instant)
        let action = pool.tick(now)
        timeouts += action.timedOut.count
        fail(action.timedOut)
        for (connection, _) in action.close { close(connection) }
        start(action.connects)
    }

    private mutating func fail(_ waiters: [UInt64]) {
        for id in waiters {
            let task = tasks.removeValue(forKey: Int(id))
            #expect(task?.state == .waiting, "a waiter was answered twice")
        }
    }

    private mutating func start(_ order: ConnectOrder?) {
        guard let order else { return }
        for _ in 0..<order.count { calendar.add(.connected(order.attempt), after: 10 + Int(generator.next() % 100)) }
    }

    /// Cuts a connection off, whatever it is doing.
    mutating func loseOne() {
        if let connection = connections.randomElement(using: &generator) { handle(.loss(connection)) }
    }
}

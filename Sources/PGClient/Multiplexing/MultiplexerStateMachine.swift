// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// Which connection of a multiplexer each statement goes over. Pure.
///
/// Places are given out here, under one lock, before anything is sent: a statement waits only while no connection has a
/// place for it, and whatever frees a place hands it to the first that waits.
struct MultiplexerStateMachine<Statement: Sendable, Connection: Identifiable<UInt64> & Sendable>: Sendable {
    typealias StatementID = UInt64
    typealias LaneID = UInt64

    /// A statement that got a place.
    struct Assignment: Sendable {
        var statement: Statement
        var connection: Connection
    }

    enum SubmitAction: Sendable {
        case send(Connection)
        case wait(connects: Bool)
        case refuseShutDown
    }

    struct OpenAction: Sendable {
        var assignments: [Assignment] = []
        var connects = false
    }

    private struct Lane: Sendable {
        let connection: Connection
        var underWay = 0
        /// When it last answered, or went from idle to busy.
        var progress: MonotonicInstant
    }

    private enum Place: Sendable {
        case waiting
        case lane(LaneID)
    }

    private struct Record: Sendable {
        var statement: Statement
        var place: Place
        /// Whether it has been sent a second time.
        var isRepeated = false
    }

    private let maximumLanes: Int
    private let depth: Int
    private let patience: Duration
    private var lanes: [Lane] = []
    private var records = NumberTable<Record>()
    /// In order of arrival; a number whose place is not `waiting` any more has given up.
    private var queue: Deque<StatementID> = []
    private var waitingCount = 0
    private var isConnecting = false
    private(set) var isShutDown = false

    /// Whether nobody waits for an answer.
    var isIdle: Bool { records.isEmpty }

    /// Those that stand.
    var connections: [Connection] { lanes.map(\.connection) }

    init(_ configuration: PGMultiplexerConfiguration) {
        maximumLanes = configuration.connections
        depth = configuration.depth
        patience = configuration.patience
    }

    /// - Parameter id: No other statement has it; those that come later have larger ones.
    mutating func submit(_ statement: Statement, _ id: StatementID, now: MonotonicInstant) -> SubmitAction {
        guard !isShutDown else { return .refuseShutDown }
        // Those that came before go first.
        if waitingCount == 0, let connection = vacancy(now) {
            records[id] = Record(statement: statement, place: .lane(connection.id))
            return .send(connection)
        }
        records[id] = Record(statement: statement, place: .waiting)
        queue.append(id)
        waitingCount += 1
        return .wait(connects: connectIfUseful())
    }

    /// - Returns: The statement; `nil` for one that has been answered, and with `onlyWaiting` for one that has been sent. What
    ///   was sent keeps its place until the server has answered it.
    mutating func giveUp(_ id: StatementID, onlyWaiting: Bool) -> Statement? {
        switch records[id]?.place {
        case nil:
            return nil
        case .waiting:
            let statement = records.removeValue(for: id)?.statement
            waitingCount -= 1
            // Now and then, so that thousands who give up at once do not each search the queue.
            if queue.count > 2 * waitingCount + 64 { queue = queue.filter(isWaiting) }
            return statement
        case .lane:
            return onlyWaiting ? nil : records.removeValue(for: id)?.statement
        }
    }

    /// Lets each statement that has not been answered be exchanged for another one.
    mutating func update(_ change: (StatementID, inout Statement) -> Void) {
        records.updateAll { id, record in change(id, &record.statement) }
    }

    /// The attempt to connect that was asked for is about to begin.
    ///
    /// - Returns: Whether it still is to: not where all who waited have gone since, because the server was found to be down
    ///   perhaps.
    mutating func beginsToConnect() -> Bool {
        isConnecting = waitingCount > 0
        return isConnecting
    }

    mutating func opened(_ connection: Connection, now: MonotonicInstant) -> OpenAction {
        isConnecting = false
        guard !isShutDown else { return OpenAction() }
        lanes.append(Lane(connection: connection, progress: now))
        let assignments = placeWaiting(now)
        return OpenAction(assignments: assignments, connects: connectIfUseful())
    }

    /// - Returns: Those that have nobody left to serve them.
    mutating func openFailed() -> [Statement] {
        isConnecting = false
        return lanes.isEmpty ? takeWaiting() : []
    }

    /// A statement has been answered.
    ///
    /// - Parameter isRepairable: Whether it may be sent again, once, because its plan was stale.
    /// - Returns: The statement, whose caller gets the answer; `nil` where it is sent again, or has been given up.
    mutating func answered(_ id: StatementID, isRepairable: Bool) -> Statement? {
        if isRepairable, queueAgain(id) { return nil }
        return records.removeValue(for: id)?.statement
    }

    /// Places have become free on a lane.
    mutating func freed(_ count: Int, on lane: LaneID, now: MonotonicInstant) -> [Assignment] {
        if let index = lanes.firstIndex(where: { $0.connection.id == lane }) {
            lanes[index].underWay -= count
            lanes[index].progress = now
        }
        return placeWaiting(now)
    }

    struct CloseAction: Sendable {
        /// Statements that are lost with the lane for the second time.
        var lost: [Statement] = []
        /// The others are sent again: they are reads.
        var assignments: [Assignment] = []
        /// Those of the others that no connection has a place for now.
        var waiting: [StatementID] = []
        var connects = false
    }

    mutating func closed(_ lane: LaneID, now: MonotonicInstant) -> CloseAction {
        lanes.removeAll { $0.connection.id == lane }
        let underWay = records.numbers { if case .lane(lane) = $0.place { true } else { false } }
        var lost: [Statement] = []
        // In order of arrival again, from the front of the queue on.
        for id in underWay.sorted(by: >) where isShutDown || !queueAgain(id) {
            if let record = records.removeValue(for: id) { lost.append(record.statement) }
        }
        if isShutDown, lanes.isEmpty { lost += takeWaiting() }
        let assignments = placeWaiting(now)
        return CloseAction(
            lost: lost,
            assignments: assignments,
            waiting: underWay.filter(isWaiting).sorted(),
            connects: connectIfUseful()
        )
    }

    /// The server is gone: nobody is to wait for it.
    ///
    /// - Returns: Every statement, waiting or under way.
    mutating func evict() -> [Statement] {
        lanes = []
        queue = []
        waitingCount = 0
        defer { records = NumberTable() }
        return records.all.map(\.statement)
    }

    /// - Returns: The statements that wait.
    mutating func shutDown() -> [Statement] {
        isShutDown = true
        return takeWaiting()
    }

    /// Takes a place on the connection with the fewest statements under way.
    private mutating func vacancy(_ now: MonotonicInstant) -> Connection? {
        var best: Int?
        for index in lanes.indices where lanes[index].underWay < depth {
            // Behind a statement that has held up the rest for too long nobody queues.
            if lanes[index].underWay > 0, now - lanes[index].progress >= patience { continue }
            if let current = best, lanes[current].underWay <= lanes[index].underWay { continue }
            best = index
        }
        guard let best else { return nil }
        if lanes[best].underWay == 0 { lanes[best].progress = now }
        lanes[best].underWay += 1
        return lanes[best].connection
    }

    private mutating func placeWaiting(_ now: MonotonicInstant) -> [Assignment] {
        var assignments: [Assignment] = []
        while let id = queue.first {
            guard let record = records[id], case .waiting = record.place else {
                queue.removeFirst()
                continue
            }
            guard let connection = vacancy(now) else { break }
            records.update(id) { $0.place = .lane(connection.id) }
            queue.removeFirst()
            waitingCount -= 1
            assignments.append(Assignment(statement: record.statement, connection: connection))
        }
        return assignments
    }

    private mutating func connectIfUseful() -> Bool {
        guard !isShutDown, !isConnecting, waitingCount > 0, lanes.count < maximumLanes else { return false }
        isConnecting = true
        return true
    }

    private mutating func takeWaiting() -> [Statement] {
        let waiting = queue.filter(isWaiting).compactMap { records.removeValue(for: $0)?.statement }
        queue = []
        waitingCount = 0
        return waiting
    }

    private func isWaiting(_ id: StatementID) -> Bool {
        if case .waiting? = records[id]?.place { true } else { false }
    }

    private mutating func queueAgain(_ id: StatementID) -> Bool {
        guard let record = records[id], !record.isRepeated else { return false }
        records[id] = Record(statement: record.statement, place: .waiting, isRepeated: true)
        queue.prepend(id)
        waitingCount += 1
        return true
    }
}

extension MultiplexerStateMachine.Assignment: Equatable where Statement: Equatable, Connection: Equatable {}
extension MultiplexerStateMachine.SubmitAction: Equatable where Connection: Equatable {}

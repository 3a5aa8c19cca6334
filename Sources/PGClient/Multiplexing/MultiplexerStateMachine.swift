// SPDX-License-Identifier: Apache-2.0

internal import DequeModule

/// Which connection of a multiplexer each statement goes over. Pure.
///
/// Places are given out here, under one lock, before anything is sent: a statement waits only while no connection has a
/// place for it, and whatever frees a place hands it to the first that waits.
struct MultiplexerStateMachine: Sendable {
    typealias StatementID = UInt64
    typealias LaneID = UInt64

    /// A statement that got a place.
    struct Assignment: Equatable, Sendable {
        var statement: StatementID
        var lane: LaneID
    }

    enum SubmitAction: Equatable, Sendable {
        case send(LaneID)
        case wait(connects: Bool)
        case refuseShutDown
    }

    enum GiveUpAction: Equatable, Sendable {
        /// Answered already.
        case none
        /// It was not sent.
        case drop
        case abandon(LaneID)
    }

    struct OpenAction: Equatable, Sendable {
        var assignments: [Assignment] = []
        var connects = false
    }

    private struct Lane: Sendable {
        let id: LaneID
        var underWay = 0
        /// When it last answered, or went from idle to busy.
        var progress: MonotonicInstant
    }

    private enum Place: Sendable {
        case waiting
        case lane(LaneID)
    }

    private struct Record: Sendable {
        var place: Place
        /// Whether it has been sent a second time.
        var isRepeated = false
    }

    private let maximumLanes: Int
    private let depth: Int
    private let patience: Duration
    private var lanes: [Lane] = []
    private var records: [StatementID: Record] = [:]
    /// In order of arrival; a number whose place is not `waiting` any more has given up.
    private var queue: Deque<StatementID> = []
    private var waitingCount = 0
    private var isConnecting = false
    private(set) var isShutDown = false

    /// Whether nobody waits for an answer.
    var isIdle: Bool { records.isEmpty }

    init(_ configuration: PGMultiplexerConfiguration) {
        maximumLanes = configuration.connections
        depth = configuration.depth
        patience = configuration.patience
    }

    mutating func submit(_ id: StatementID, now: MonotonicInstant) -> SubmitAction {
        guard !isShutDown else { return .refuseShutDown }
        // Those that came before go first.
        if waitingCount == 0, let lane = vacancy(now) {
            records[id] = Record(place: .lane(lane))
            return .send(lane)
        }
        records[id] = Record(place: .waiting)
        queue.append(id)
        waitingCount += 1
        return .wait(connects: connectIfUseful())
    }

    mutating func giveUp(_ id: StatementID, onlyWaiting: Bool) -> GiveUpAction {
        switch records[id]?.place {
        case nil:
            return .none
        case .waiting:
            records[id] = nil
            waitingCount -= 1
            // Now and then, so that thousands who give up at once do not each search the queue.
            if queue.count > 2 * waitingCount + 64 { queue = queue.filter(isWaiting) }
            return .drop
        case .lane(let lane):
            guard !onlyWaiting else { return .none }
            records[id] = nil
            return .abandon(lane)
        }
    }

    mutating func opened(_ id: LaneID, now: MonotonicInstant) -> OpenAction {
        isConnecting = false
        guard !isShutDown else { return OpenAction() }
        lanes.append(Lane(id: id, progress: now))
        let assignments = placeWaiting(now)
        return OpenAction(assignments: assignments, connects: connectIfUseful())
    }

    /// - Returns: Those that have nobody left to serve them.
    mutating func openFailed() -> [StatementID] {
        isConnecting = false
        return lanes.isEmpty ? takeWaiting() : []
    }

    /// A statement has been answered.
    ///
    /// - Parameter isRepairable: Whether it may be sent again, once, because its plan was stale.
    /// - Returns: Whether its caller gets the answer.
    mutating func answered(_ id: StatementID, isRepairable: Bool) -> Bool {
        guard isRepairable else { return records.removeValue(forKey: id) != nil }
        guard records[id] != nil, !queueAgain(id) else { return false }
        records[id] = nil
        return true
    }

    /// Places have become free on a lane.
    mutating func freed(_ count: Int, on lane: LaneID, now: MonotonicInstant) -> [Assignment] {
        if let index = lanes.firstIndex(where: { $0.id == lane }) {
            lanes[index].underWay -= count
            lanes[index].progress = now
        }
        return placeWaiting(now)
    }

    struct CloseAction: Equatable, Sendable {
        /// Statements that are lost with the lane for the second time.
        var lost: [StatementID] = []
        /// The others are sent again: they are reads.
        var assignments: [Assignment] = []
        /// Those of the others that no connection has a place for now.
        var waiting: [StatementID] = []
        var connects = false
    }

    mutating func closed(_ lane: LaneID, now: MonotonicInstant) -> CloseAction {
        lanes.removeAll { $0.id == lane }
        let underWay = records.compactMap { id, record in
            if case .lane(lane) = record.place { id } else { nil }
        }
        var lost: [StatementID] = []
        // In order of arrival again, from the front of the queue on.
        for id in underWay.sorted(by: >) where isShutDown || !queueAgain(id) {
            records[id] = nil
            lost.append(id)
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
    mutating func evict() -> [StatementID] {
        lanes = []
        queue = []
        waitingCount = 0
        defer { records = [:] }
        return Array(records.keys)
    }

    /// - Returns: The statements that wait.
    mutating func shutDown() -> [StatementID] {
        isShutDown = true
        return takeWaiting()
    }

    /// Takes a place on the connection with the fewest statements under way.
    private mutating func vacancy(_ now: MonotonicInstant) -> LaneID? {
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
        return lanes[best].id
    }

    private mutating func placeWaiting(_ now: MonotonicInstant) -> [Assignment] {
        var assignments: [Assignment] = []
        while let id = queue.first {
            guard isWaiting(id) else {
                queue.removeFirst()
                continue
            }
            guard let lane = vacancy(now) else { break }
            records[id]?.place = .lane(lane)
            queue.removeFirst()
            waitingCount -= 1
            assignments.append(Assignment(statement: id, lane: lane))
        }
        return assignments
    }

    private mutating func connectIfUseful() -> Bool {
        guard !isShutDown, !isConnecting, waitingCount > 0, lanes.count < maximumLanes else { return false }
        isConnecting = true
        return true
    }

    private mutating func takeWaiting() -> [StatementID] {
        let waiting = Array(queue.filter(isWaiting))
        for id in waiting { records[id] = nil }
        queue = []
        waitingCount = 0
        return waiting
    }

    private func isWaiting(_ id: StatementID) -> Bool {
        if case .waiting? = records[id]?.place { true } else { false }
    }

    private mutating func queueAgain(_ id: StatementID) -> Bool {
        guard records[id]?.isRepeated == false else { return false }
        records[id] = Record(place: .waiting, isRepeated: true)
        queue.prepend(id)
        waitingCount += 1
        return true
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Takes down what happens in a run.
struct Recorder {
    private static let slices = 120

    private let warmUp: Int64
    private let goal: Int64
    private let slice: Int64
    private let sliceCount: Int
    /// For each node its row in the timeline; the last row is for all that are not followed.
    private let rows: [Int32]
    private let followed: [Int]

    private var result = SimulationResult()
    private var reads = LatencyHistogram()
    private var writes = LatencyHistogram()
    private var wholes = LatencyHistogram()
    private var waitSum = 0.0
    private var waits = 0
    private var readsOfNode: [Int]
    private var writesOfNode: [Int]
    private var primaryReads = 0
    private var allReads = 0
    private var allWrites = 0
    private var timeline: [Int]
    private var failures: [Int]
    private var stale: [Int]
    private var slow: [LatencyHistogram]
    private var noticeTimes: [[Int64]]
    private var takeBackTimes: [[Int64]]

    init(_ scenario: Scenario, nodes: Int, followed: [Int]) {
        warmUp = scenario.warmUp.inNanoseconds
        goal = scenario.goal.inNanoseconds
        slice = max(1, (scenario.duration.inNanoseconds + Int64(Self.slices) - 1) / Int64(Self.slices))
        // What is under way at the end belongs to the last slice.
        sliceCount = Self.slices
        self.followed = followed
        var rows = Array(repeating: Int32(followed.count), count: nodes)
        for (row, node) in followed.enumerated() { rows[node] = Int32(row) }
        self.rows = rows
        readsOfNode = Array(repeating: 0, count: nodes)
        writesOfNode = Array(repeating: 0, count: nodes)
        timeline = Array(repeating: 0, count: (followed.count + 1) * sliceCount)
        failures = Array(repeating: 0, count: sliceCount)
        stale = Array(repeating: 0, count: sliceCount)
        slow = Array(repeating: LatencyHistogram(bits: 4), count: sliceCount)
        noticeTimes = Array(repeating: [], count: scenario.faults.count)
        takeBackTimes = Array(repeating: [], count: scenario.faults.count)
    }

    @inline(__always)
    private func index(of time: Int64) -> Int { min(Int(time / slice), sliceCount - 1) }

    mutating func came(isWrite: Bool, start: Int64) {
        guard start >= warmUp else { return }
        if isWrite { result.writes.count += 1 } else { result.reads.count += 1 }
    }

    mutating func sent(_ request: Request, toPrimary isPrimary: Bool, at now: Int64) {
        let node = Int(request.node)
        // The timeline has the warm-up too.
        if !request.isWrite { timeline[Int(rows[node]) * sliceCount + index(of: now)] += 1 }
        guard now >= warmUp else { return }
        guard !request.isWrite else {
            allWrites += 1
            writesOfNode[node] += 1
            return
        }
        allReads += 1
        readsOfNode[node] += 1
        if isPrimary { primaryReads += 1 }
        if request.isPinned { result.pinnedReads += 1 }
    }

    mutating func retried(_ request: Request) {
        if request.start >= warmUp { result.retries += 1 }
    }

    mutating func waited(_ time: Int64, _ request: Request) {
        guard request.start >= warmUp else { return }
        waitSum += Double(time)
        waits += 1
    }

    mutating func ended(_ request: Request, _ outcome: Request.Outcome, at now: Int64) {
        if !request.isWrite { course(request, outcome, at: now) }
        guard request.start >= warmUp else { return }
        switch (request.isWrite, outcome) {
        case (false, .succeeded):
            result.reads.succeeded += 1
            reads.record(now - request.start)
            if now - request.start <= goal { result.readsInTime += 1 }
            if request.isStale { result.staleReads += 1 }
        case (true, .succeeded):
            result.writes.succeeded += 1
            writes.record(now - request.start)
        case (false, .failed):
            result.reads.failed += 1
        case (false, .timedOut):
            result.reads.timedOut += 1
        case (true, .failed):
            result.writes.failed += 1
        case (true, .timedOut):
            result.writes.timedOut += 1
        }
    }

    private mutating func course(_ request: Request, _ outcome: Request.Outcome, at now: Int64) {
        let slice = index(of: now)
        guard outcome == .succeeded else {
            failures[slice] += 1
            return
        }
        slow[slice].record(now - request.start)
        if request.isStale { stale[slice] += 1 }
    }

    mutating func endedWhole(after time: Int64, start: Int64) {
        if start >= warmUp { wholes.record(time) }
    }

    mutating func noticed(_ fault: Int, after time: Int64) { noticeTimes[fault].append(time) }

    mutating func tookBack(_ fault: Int, after time: Int64) { takeBackTimes[fault].append(time) }

    /// The whole result.
    func finish(_ scenario: Scenario, _ nodes: [SimulatedNode], faultNodes: [[Int]]) -> SimulationResult {
        var result = result
        result.measuredTime = scenario.duration.inNanoseconds - warmUp
        result.readLatency = .init(reads)
        result.writeLatency = .init(writes)
        if scenario.fanOut > 1 { result.wholeLatency = .init(wholes) }
        result.meanWait = waits == 0 ? 0 : waitSum / Double(waits)
        result.nodes = nodes.indices.map { index in
            SimulationResult.NodeResult(
                name: nodes[index].name,
                weight: nodes[index].weight,
                isPrimary: nodes[index].wasPrimary,
                reads: readsOfNode[index],
                writes: writesOfNode[index],
                mostAtOnce: nodes[index].mostHeld
            )
        }
        result.primaryShareOfReads = allReads == 0 ? 0 : Double(primaryReads) / Double(allReads)
        let load = allReads + allWrites
        result.primaryShareOfLoad = load == 0 ? 0 : Double(primaryReads + allWrites) / Double(load)
        result.faults = scenario.faults.enumerated().map { index, fault in
            SimulationResult.FaultResult(
                kind: fault.name,
                label: fault.label,
                nodes: faultNodes[index].map { nodes[$0].name },
                start: fault.start.inNanoseconds,
                end: fault.end.inNanoseconds,
                timesToNotice: noticeTimes[index],
                timesToTakeBack: takeBackTimes[index]
            )
        }
        result.timeline.slice = slice
        result.timeline.nodes = followed.map { nodes[$0].name }
        result.timeline.reads = followed.indices.map { row(of: $0) }
        result.timeline.otherReads = row(of: followed.count)
        result.timeline.otherNodes = nodes.count - followed.count
        result.timeline.failedReads = failures
        result.timeline.staleReads = stale
        result.timeline.p99 = slow.map { $0.quantile(0.99) ?? 0 }
        return result
    }

    private func row(of index: Int) -> [Int] {
        Array(timeline[(index * sliceCount)..<((index + 1) * sliceCount)])
    }
}

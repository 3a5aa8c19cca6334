// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// A node: some servers and a queue in front of them, and what is wrong with it.
struct SimulatedNode {
    enum State {
        case running, paused, killed
    }

    /// What took a node out.
    struct Outage {
        let fault: Int
        let start: Int64
        var end: Int64?
    }

    /// An entry of the queue; void where the request has another generation by now.
    struct Waiting: BitwiseCopyable {
        var request: Int32
        var generation: UInt32
    }

    let name: String
    let weight: Double
    let wasPrimary: Bool
    let zone: Int?
    let servers: Int
    let service: ServiceSampler

    var isPrimary: Bool
    var state = State.running
    var epoch: UInt32 = 0
    var busy = 0
    var queue = Fifo<Waiting>()
    var mostHeld = 0
    var lag: ReplayLag
    var outage: Outage?

    /// What requests take longer by.
    var slowFactor = 1.0
    var fixedTime: Double?
    var coldFactor = 1.0
    var coldUntil = Int64.min

    var killedAt = Int64.max
    var pausedAt = Int64.max
    var resumesAt = Int64.max
    var pausedTotal: Int64 = 0

    init(_ group: NodeGroup, name: String, zone: Int?) {
        self.name = name
        self.zone = zone
        weight = group.weight
        wasPrimary = group.role == .primary
        isPrimary = wasPrimary
        servers = group.servers ?? .max
        service = ServiceSampler(group.service)
        lag = ReplayLag(base: Double(group.lag.inNanoseconds))
    }

    var isFree: Bool { state == .running && busy < servers }

    /// How long a request takes that is started now.
    @inline(__always)
    func serviceTime(_ work: UInt64, at now: Int64) -> Int64 {
        if let fixedTime { return Int64(fixedTime) }
        let factor = now < coldUntil ? slowFactor * coldFactor : slowFactor
        // At most about a month, so that sums of times stay far from the limit.
        return Int64(min(service.sample(work) * factor, 3e15))
    }
}

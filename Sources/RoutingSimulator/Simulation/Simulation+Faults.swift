// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension Simulation {
    mutating func perform(_ step: FaultStep) {
        if case .burst(let reads, let writes) = step.action { (readFactor, writeFactor) = (reads, writes) }
        for node in step.nodes {
            switch step.action {
            case .slow(let factor): nodes[node].slowFactor *= factor
            case .fix(let time): nodes[node].fixedTime = time
            case .pause(let end): pause(node, until: end, step.fault)
            case .resume: resume(node)
            case .kill: kill(node, step.fault)
            case .restart(let factor, let time): restart(node, coldFactor: factor, coldFor: time)
            case .lag(let goal): nodes[node].lag.head(for: goal, at: now)
            case .promote: promote(insteadOf: node)
            case .burst: break
            }
        }
    }

    private mutating func pause(_ node: Int, until end: Int64, _ fault: Int) {
        nodes[node].state = .paused
        nodes[node].pausedAt = now
        nodes[node].resumesAt = end
        nodes[node].outage = SimulatedNode.Outage(fault: fault, start: now)
    }

    private mutating func resume(_ node: Int) {
        nodes[node].state = .running
        nodes[node].pausedTotal += now - nodes[node].pausedAt
        nodes[node].outage?.end = now
        startWaiting(at: node)
    }

    /// The node dies, and with it what it was doing. Clients learn of it as fast as the network is.
    private mutating func kill(_ node: Int, _ fault: Int) {
        nodes[node].state = .killed
        nodes[node].killedAt = now
        nodes[node].epoch &+= 1
        nodes[node].busy = 0
        nodes[node].queue.removeAll()
        nodes[node].outage = SimulatedNode.Outage(fault: fault, start: now)
        for place in 0..<requests.count {
            let request = requests[place]
            guard request.pointee.isAtNode, request.pointee.node == Int32(truncatingIfNeeded: node) else { continue }
            request.pointee.phase = .failing
            request.pointee.generation &+= 1
            let time = now + delay(request.pointee.process, request.pointee.node)
            queue.schedule(.lost, place, generation: request.pointee.generation, at: time)
        }
    }

    private mutating func restart(_ node: Int, coldFactor: Double, coldFor: Int64) {
        nodes[node].state = .running
        nodes[node].coldFactor = coldFactor
        nodes[node].coldUntil = now + coldFor
        nodes[node].outage?.end = now
    }

    /// The first replica that runs becomes the primary, and all processes are told.
    private mutating func promote(insteadOf old: Int) {
        guard let new = nodes.indices.first(where: { !nodes[$0].isPrimary && nodes[$0].state == .running }) else {
            return
        }
        nodes[old].isPrimary = false
        nodes[new].isPrimary = true
        for process in processes.indices {
            var members = processes[process].topology.nodes
            let (former, next) = (members[old], members[new])
            members[old] = Node(id: former.id, role: .replica, weight: next.weight, zone: former.zone)
            members[new] = Node(id: next.id, role: .primary, weight: former.weight, zone: next.zone)
            do throws(RoutingError) {
                processes[process].topology = try processes[process].topology.replacing(with: members)
            } catch {
                // The same nodes and weights in other places make a topology as they did before.
                continue
            }
            wakeWriters(of: process)
        }
    }
}

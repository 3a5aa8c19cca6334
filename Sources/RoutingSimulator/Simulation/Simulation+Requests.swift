// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension Simulation {
    /// Asks the router where to send a request, and sends it there.
    mutating func dispatch(_ place: Int) {
        let request = requests[place]
        let process = Int(request.pointee.process)
        var asked: RoutingRequest
        if request.pointee.isWrite {
            asked = RoutingRequest(intent: .write)
        } else {
            asked = processes[process].read
            asked.isPinned = request.pointee.isPinned
            if request.pointee.hasFailedBefore { asked.excluded = requests.tried(place) }
        }
        processes[process].context.now = RoutingInstant(nanoseconds: now)
        processes[process].context.ticket = request.pointee.ticket
        let topology = processes[process].topology
        let decision = router.decide(asked, in: topology, context: &processes[process].context)
        guard let position = decision.position else {
            if request.pointee.isWrite { park(place) } else { end(place, .failed) }
            return
        }
        processes[process].loads[position].begin()
        request.pointee.node = Int32(truncatingIfNeeded: position)
        request.pointee.sent = now
        request.pointee.phase = .travelling
        request.pointee.generation &+= 1
        recorder.sent(request.pointee, toPrimary: nodes[position].isPrimary, at: now)
        schedule(.reach, place)
    }

    /// Schedules an event of the present attempt for the time that a message from or to its node takes.
    @inline(__always)
    private mutating func schedule(_ kind: Event.Kind, _ place: Int) {
        let request = requests[place]
        let time = now + delay(request.pointee.process, request.pointee.node)
        queue.schedule(kind, place, generation: request.pointee.generation, at: time)
    }

    @inline(__always)
    private func isPresent(_ place: Int, _ generation: UInt32) -> Bool {
        requests[place].pointee.generation & 0xFF_FFFF == generation
    }

    mutating func reach(_ place: Int, _ generation: UInt32) {
        guard isPresent(place, generation) else { return }
        let request = requests[place]
        let node = Int(request.pointee.node)
        guard nodes[node].state != .killed else {
            // What was under way when the node died may have been read by it; what was sent later was not.
            request.pointee.phase = .failing
            schedule(request.pointee.sent < nodes[node].killedAt ? .lost : .refused, place)
            return
        }
        if nodes[node].isFree {
            start(place, at: node)
        } else {
            request.pointee.phase = .queued
            let waiting = SimulatedNode.Waiting(
                request: Int32(truncatingIfNeeded: place),
                generation: request.pointee.generation
            )
            nodes[node].queue.append(waiting)
        }
        nodes[node].mostHeld = max(nodes[node].mostHeld, nodes[node].busy + nodes[node].queue.count)
    }

    private mutating func start(_ place: Int, at node: Int) {
        let request = requests[place]
        request.pointee.phase = .serving
        recorder.waited(
            now - request.pointee.sent - delay(request.pointee.process, request.pointee.node),
            request.pointee
        )
        if !request.pointee.isWrite, request.pointee.mustSee != .min, !nodes[node].isPrimary {
            let lag = nodes[node].lag.value(at: now)
            request.pointee.isStale = Double(request.pointee.mustSee - now) + lag > 0
        }
        nodes[node].busy += 1
        let job = Job(
            node: Int32(truncatingIfNeeded: node),
            request: Int32(truncatingIfNeeded: place),
            generation: request.pointee.generation,
            epoch: nodes[node].epoch,
            isWrite: request.pointee.isWrite,
            pausedBefore: nodes[node].pausedTotal
        )
        let time = nodes[node].serviceTime(request.pointee.work, at: now)
        queue.schedule(.served, jobs.add(job), at: now + time)
    }

    mutating func served(_ index: Int) {
        let job = jobs[index]
        let node = Int(job.node)
        guard nodes[node].epoch == job.epoch else {
            jobs.remove(index)
            return
        }
        if let end = endAfterPauses(job) {
            jobs[index].pausedBefore = end.pausedBefore
            queue.schedule(.served, index, at: end.time)
            return
        }
        jobs.remove(index)
        nodes[node].busy -= 1
        if job.isWrite { replayedUntil = max(replayedUntil, now) + replayTime }
        let request = requests[Int(job.request)]
        if request.pointee.generation == job.generation {
            request.pointee.visible = replayedUntil
            request.pointee.phase = .answering
            schedule(.answer, Int(job.request))
        }
        startWaiting(at: node)
    }

    /// When a job really ends whose node was, or is, paused in the meantime; nil where it has ended.
    private func endAfterPauses(_ job: Job) -> (time: Int64, pausedBefore: Int64)? {
        let node = nodes[Int(job.node)]
        if node.state == .paused {
            let pause = node.resumesAt - node.pausedAt
            let missed = node.pausedTotal - job.pausedBefore
            return (now + pause + missed, node.pausedTotal + pause)
        }
        let missed = node.pausedTotal - job.pausedBefore
        return missed > 0 ? (now + missed, node.pausedTotal) : nil
    }

    /// Starts what waits, as far as servers are free. Requests that were given up are dropped.
    mutating func startWaiting(at node: Int) {
        while nodes[node].isFree, let next = nodes[node].queue.popFirst() {
            let request = requests[Int(next.request)]
            if request.pointee.generation == next.generation { start(Int(next.request), at: node) }
        }
    }

    mutating func answer(_ place: Int, _ generation: UInt32) {
        guard isPresent(place, generation) else { return }
        let request = requests[place]
        endLoad(request.pointee, .succeeded)
        if request.pointee.isWrite {
            let session = Int(request.pointee.session)
            sessions[session].noteWrite(visible: request.pointee.visible, at: now, pinning)
        }
        end(place, .succeeded)
    }

    /// The attempt is over for the counters that routers look at.
    func endLoad(_ request: Request, _ outcome: NodeLoad.Outcome) {
        processes[Int(request.process)].loads[Int(request.node)].end(
            outcome,
            after: .nanoseconds(now - request.sent),
            at: RoutingInstant(nanoseconds: now)
        )
    }

    /// A request is over, one way or the other.
    mutating func end(_ place: Int, _ outcome: Request.Outcome) {
        let request = requests[place].pointee
        recorder.ended(request, outcome, at: now)
        requests.put(place)
        if request.whole >= 0 {
            let start = wholes.endPart(of: request.whole, succeeded: outcome == .succeeded)
            if let start { recorder.endedWhole(after: now - start, start: start) }
        }
        guard case .closed(_, let think) = scenario.load.kind, request.whole < 0 else { return }
        let pause = Double(think.inNanoseconds) * streams.arrivals.exponential()
        // A closed load without any pause would stand still where requests fail at once.
        queue.schedule(.thought, Int(request.session), at: now + max(1_000, Int64(pause)))
    }
}

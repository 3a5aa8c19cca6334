// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension Simulation {
    mutating func scheduleArrival() {
        guard case .open(let perSecond, let isEven) = scenario.load.kind else { return }
        let writes = Double(scenario.writesPerMillion) * 1e-6
        let rate = perSecond * ((1 - writes) * readFactor + writes * writeFactor)
        let gap = (isEven ? 1 : streams.arrivals.exponential()) * 1e9 / rate
        let time = now + max(1, Int64(gap))
        if time <= scenario.duration.inNanoseconds { queue.schedule(.arrival, 0, at: time) }
    }

    mutating func arrive() {
        scheduleArrival()
        begin(session: streams.requests.index(below: sessions.count))
    }

    mutating func thought(session: Int) {
        guard now <= scenario.duration.inNanoseconds else { return }
        begin(session: session)
    }

    /// A user asks for something: one write, one read, or as many reads as the fan-out says.
    private mutating func begin(session: Int) {
        let writes = Double(scenario.writesPerMillion)
        let chance = writes * writeFactor / (writes * writeFactor + (1e6 - writes) * readFactor)
        // The numbers are drawn whether or not they are needed, so that all runs draw alike.
        let isWrite = streams.requests.unit() < chance
        guard scenario.fanOut > 1 else {
            begin(session: session, isWrite: isWrite, whole: -1)
            return
        }
        let whole = wholes.add(parts: scenario.fanOut, start: now)
        for _ in 0..<scenario.fanOut { begin(session: session, isWrite: false, whole: whole) }
    }

    private mutating func begin(session: Int, isWrite: Bool, whole: Int32) {
        let place = requests.take()
        let request = requests[place]
        request.pointee.start = now
        request.pointee.work = streams.requests.next()
        request.pointee.session = Int32(truncatingIfNeeded: session)
        let process = session % processes.count
        request.pointee.process = Int32(truncatingIfNeeded: process)
        request.pointee.whole = whole
        request.pointee.isWrite = isWrite
        if !isWrite {
            request.pointee.mustSee = sessions[session].mustSee
            request.pointee.isPinned = sessions[session].isPinned(at: now, pinning)
            processes[process].tickets &+= 1
            request.pointee.ticket = processes[process].tickets
        }
        recorder.came(isWrite: isWrite, start: now)
        if let timeout { expect(place, at: now + timeout) }
        dispatch(place)
    }

    private mutating func expect(_ place: Int, at deadline: Int64) {
        if timeouts.isEmpty { queue.schedule(.timeouts, 0, at: deadline) }
        let serial = requests[place].pointee.serial
        timeouts.append(Deadline(time: deadline, request: Int32(truncatingIfNeeded: place), serial: serial))
    }

    /// Callers whose time is up give up. Deadlines of requests that have ended go unnoticed.
    mutating func giveUpDue() {
        while let deadline = timeouts.first {
            let request = requests[Int(deadline.request)]
            let isOpen = request.pointee.serial == deadline.serial && request.pointee.phase != .free
            if isOpen, deadline.time > now {
                queue.schedule(.timeouts, 0, at: deadline.time)
                return
            }
            _ = timeouts.popFirst()
            if isOpen { giveUp(Int(deadline.request)) }
        }
    }
}

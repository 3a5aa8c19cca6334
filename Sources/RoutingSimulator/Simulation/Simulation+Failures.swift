// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// What a client does when something fails, by the rules of the library: a read is tried on another node when its
/// connection was lost; a write is never sent again, unless it is sure that nothing of it was; a time-out is the
/// caller's, and ends it.
extension Simulation {
    mutating func lost(_ place: Int, _ generation: UInt32) {
        let request = requests[place]
        guard request.pointee.generation & 0xFF_FFFF == generation else { return }
        endLoad(request.pointee, .failed)
        noteTrafficFailure(Int(request.pointee.process), Int(request.pointee.node))
        if request.pointee.isWrite { end(place, .failed) } else { tryElsewhere(place) }
    }

    mutating func refused(_ place: Int, _ generation: UInt32) {
        let request = requests[place]
        guard request.pointee.generation & 0xFF_FFFF == generation else { return }
        endLoad(request.pointee, .failed)
        noteTrafficFailure(Int(request.pointee.process), Int(request.pointee.node))
        if request.pointee.isWrite { park(place) } else { tryElsewhere(place) }
    }

    private mutating func tryElsewhere(_ place: Int) {
        let request = requests[place]
        requests.exclude(Int(request.pointee.node), for: place)
        recorder.retried(request.pointee)
        dispatch(place)
    }

    /// A write waits for the primary to come back, for as long as its caller does.
    mutating func park(_ place: Int) {
        guard scenario.probes != nil else {
            end(place, .failed)
            return
        }
        let request = requests[place]
        request.pointee.phase = .parked
        request.pointee.generation &+= 1
        let parked = ClientProcess.Parked(request: place, serial: request.pointee.serial)
        processes[Int(request.pointee.process)].parked.append(parked)
    }

    /// Sends the writes that wait, if they still do; without a primary they wait again.
    mutating func wakeWriters(of process: Int) {
        guard !processes[process].parked.isEmpty else { return }
        let parked = processes[process].parked
        processes[process].parked = []
        for waiting in parked {
            let request = requests[waiting.request]
            guard request.pointee.serial == waiting.serial, request.pointee.phase == .parked else { continue }
            dispatch(waiting.request)
        }
    }

    /// The caller of a request gives up. What its node does for it goes on.
    mutating func giveUp(_ place: Int) {
        let request = requests[place].pointee
        if request.phase != .parked { endLoad(request, .failed) }
        end(place, .timedOut)
    }

    /// The reads of a process on a node that did not answer a probe are lost, and tried elsewhere.
    mutating func evictReads(_ process: Int, _ node: Int) {
        for place in 0..<requests.count {
            let request = requests[place]
            guard request.pointee.process == Int32(truncatingIfNeeded: process),
                request.pointee.node == Int32(truncatingIfNeeded: node), !request.pointee.isWrite
            else { continue }
            switch request.pointee.phase {
            case .travelling, .queued, .serving:
                endLoad(request.pointee, .failed)
                tryElsewhere(place)
            case .free, .answering, .failing, .parked:
                break
            }
        }
    }
}

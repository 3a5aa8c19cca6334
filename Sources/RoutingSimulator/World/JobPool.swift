// SPDX-License-Identifier: Apache-2.0

/// A node's work on a request. It goes on when the client has given up.
struct Job: BitwiseCopyable {
    var node: Int32
    var request: Int32
    var generation: UInt32

    /// The node's own at the start: jobs of an earlier one died with it.
    var epoch: UInt32
    var isWrite: Bool

    /// How long the node had been paused, in all, when the end was worked out.
    var pausedBefore: Int64
}

/// The jobs under way, in places that are used again.
struct JobPool {
    private var jobs: [Job] = []
    private var free: [Int32] = []

    subscript(place: Int) -> Job {
        get { jobs[place] }
        set { jobs[place] = newValue }
    }

    mutating func add(_ job: Job) -> Int {
        if let place = free.popLast() {
            jobs[Int(place)] = job
            return Int(place)
        }
        jobs.append(job)
        return jobs.count - 1
    }

    mutating func remove(_ place: Int) { free.append(Int32(truncatingIfNeeded: place)) }
}

// SPDX-License-Identifier: Apache-2.0

/// One read or write on its way: the client's view of it, through all its attempts.
struct Request: BitwiseCopyable {
    enum Phase: UInt8 {
        /// The place in the pool is not in use.
        case free
        /// On its way to its node.
        case travelling
        /// In the queue of its node.
        case queued
        /// Its node works on it.
        case serving
        /// Its answer is on the way back.
        case answering
        /// It failed, and the client has not heard of it yet.
        case failing
        /// A write that was not sent, as there is no primary.
        case parked
    }

    enum Outcome {
        case succeeded, failed, timedOut
    }

    /// When the client asked, and when the present attempt was sent.
    var start: Int64 = 0
    var sent: Int64 = 0

    /// Of a read: when the latest acknowledged write of the session can be seen on a replica without lag of its own.
    var mustSee = Int64.min

    /// Of a write: the same, of itself.
    var visible = Int64.min

    /// What the amount of work follows from.
    var work: UInt64 = 0
    var ticket: UInt64 = 0
    var session: Int32 = 0
    var process: Int32 = 0
    var node: Int32 = 0

    /// The request of several reads that it is a part of, -1 for none.
    var whole: Int32 = -1

    /// Another one for each attempt: events of an attempt that was given up are void.
    var generation: UInt32 = 0

    /// Another one for each request in this place of the pool.
    var serial: UInt32 = 0
    var phase = Phase.free
    var isWrite = false
    var isPinned = false
    var isStale = false
    var hasFailedBefore = false

    var isAtNode: Bool { phase == .queued || phase == .serving }
}

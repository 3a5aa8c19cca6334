// SPDX-License-Identifier: Apache-2.0

/// Something that happens at a moment of simulated time, in one of the ways of ``Kind``.
struct Event: BitwiseCopyable, Sendable {
    /// What happens. The index says to what: a request, a job, a node seen by a client process, and so on.
    enum Kind: UInt8 {
        /// The next request of an open load comes in.
        case arrival
        /// A client of a closed load has thought enough.
        case thought
        /// A request reaches its node.
        case reach
        /// A node has finished a job.
        case served
        /// An answer reaches the client.
        case answer
        /// The client learns that its connection is lost.
        case lost
        /// The client learns that nobody listens: nothing was sent.
        case refused
        /// The oldest requests are due for their time-out.
        case timeouts
        /// A client process probes a node.
        case probe
        /// A probe came back.
        case probeSucceeded
        /// A probe failed.
        case probeFailed
        /// A step of the fault plan.
        case fault
    }

    /// Nanoseconds since the start.
    let time: Int64

    /// Events of the same time happen in the order in which they were scheduled.
    let order: UInt64

    private let payload: UInt64

    init(_ kind: Kind, index: Int, generation: UInt32, time: Int64, order: UInt64) {
        self.time = time
        self.order = order
        payload =
            UInt64(kind.rawValue) | UInt64(generation & 0xFF_FFFF) &<< 8
            | UInt64(UInt32(truncatingIfNeeded: index)) &<< 32
    }

    var kind: Kind {
        @inline(__always) get { Kind(rawValue: UInt8(truncatingIfNeeded: payload)) ?? .fault }
    }

    var index: Int {
        @inline(__always) get { Int(truncatingIfNeeded: payload &>> 32) }
    }

    /// The low 24 bits of what the thing's generation was: where it is another by now, the event is void.
    var generation: UInt32 {
        @inline(__always) get { UInt32(truncatingIfNeeded: payload &>> 8) & 0xFF_FFFF }
    }

    @inline(__always)
    func isBefore(_ other: Event) -> Bool {
        time < other.time || (time == other.time && order < other.order)
    }
}

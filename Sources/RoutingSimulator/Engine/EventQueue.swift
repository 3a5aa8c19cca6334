// SPDX-License-Identifier: Apache-2.0

/// The events to come, soonest first: a binary heap. Events of the same time leave in the order in which they came, so
/// that a run depends on nothing but its seed.
struct EventQueue: ~Copyable {
    private var events: UnsafeMutablePointer<Event>
    private var capacity: Int
    private(set) var count = 0
    private var scheduled: UInt64 = 0

    init(capacity: Int = 1024) {
        self.capacity = max(capacity, 2)
        events = .allocate(capacity: self.capacity)
    }

    deinit {
        events.deallocate()
    }

    mutating func schedule(_ kind: Event.Kind, _ index: Int, generation: UInt32 = 0, at time: Int64) {
        if count == capacity { grow() }
        scheduled &+= 1
        let event = Event(kind, index: index, generation: generation, time: time, order: scheduled)
        var hole = count
        count += 1
        while hole > 0 {
            let parent = (hole - 1) >> 1
            guard event.isBefore(events[parent]) else { break }
            events[hole] = events[parent]
            hole = parent
        }
        events[hole] = event
    }

    /// Takes the soonest event out; nil where there is none.
    mutating func next() -> Event? {
        guard count > 0 else { return nil }
        let first = events[0]
        count -= 1
        guard count > 0 else { return first }
        let last = events[count]
        // The hole sinks to the bottom first, since the last event nearly always belongs there, and rises from there.
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < count else { break }
            if child + 1 < count, events[child + 1].isBefore(events[child]) { child += 1 }
            events[hole] = events[child]
            hole = child
        }
        while hole > 0 {
            let parent = (hole - 1) >> 1
            guard last.isBefore(events[parent]) else { break }
            events[hole] = events[parent]
            hole = parent
        }
        events[hole] = last
        return first
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<Event>.allocate(capacity: 2 * capacity)
        larger.moveInitialize(from: events, count: count)
        events.deallocate()
        events = larger
        capacity *= 2
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What is still to come in a simulation: a ring of slots, one for each tenth of a millisecond of the next few seconds.
struct EventCalendar<Event> {
    static var slotLength: Duration { .microseconds(100) }
    private static var slotCount: Int { 1 << 16 }

    private var slots: [[Event]] = Array(repeating: [], count: slotCount)
    /// The slots that have passed.
    private(set) var elapsed = 0
    private(set) var count = 0

    /// - Parameter delay: In slots; at least one, at most as many as the ring has.
    mutating func add(_ event: Event, after delay: Int) {
        slots[(elapsed + min(max(delay, 1), Self.slotCount - 1)) % Self.slotCount].append(event)
        count += 1
    }

    /// The events of the next slot that has any, in order of their arrival.
    mutating func next() -> [Event] {
        guard count > 0 else { return [] }
        repeat { elapsed += 1 } while slots[elapsed % Self.slotCount].isEmpty
        let index = elapsed % Self.slotCount
        let events = slots[index]
        slots[index].removeAll(keepingCapacity: true)
        count -= events.count
        return events
    }
}

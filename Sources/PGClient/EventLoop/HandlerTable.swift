// SPDX-License-Identifier: Apache-2.0

/// Who is told of which socket, by a token that is never used again: an event that was on its way when its socket left finds
/// nobody, even where another socket has taken the place.
struct HandlerTable {
    private struct Slot {
        var handler: (any ReadinessHandler)?
        var generation: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var vacant: [UInt32] = []

    mutating func insert(_ handler: any ReadinessHandler) -> UInt64 {
        let index: UInt32
        if let last = vacant.popLast() {
            index = last
        } else {
            index = UInt32(slots.count)
            slots.append(Slot())
        }
        slots[Int(index)].handler = handler
        return UInt64(slots[Int(index)].generation) << 32 | UInt64(index)
    }

    subscript(token: UInt64) -> (any ReadinessHandler)? { position(token).flatMap { slots[$0].handler } }

    mutating func remove(_ token: UInt64) -> (any ReadinessHandler)? {
        guard let position = position(token), let handler = slots[position].handler.take() else { return nil }
        slots[position].generation &+= 1
        vacant.append(UInt32(position))
        return handler
    }

    private func position(_ token: UInt64) -> Int? {
        let index = Int(token & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].generation == UInt32(token >> 32) else { return nil }
        return index
    }
}

// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PGClient

@Suite("The queue of waiters")
struct WaiterQueueTests {
    @Test("takes out in order of arrival, whoever left in between")
    func order() {
        let now = MonotonicInstant.now
        var queue = WaiterQueue()
        for id: UInt64 in 1...6 { queue.append(id, deadline: now + .seconds(Int(id % 3) + 1)) }
        #expect(queue.remove(2) == true)
        #expect(queue.remove(2) == false)
        #expect(queue.popFirst() == 1)
        #expect(queue.takeExpired(now + .seconds(1)) == [3, 6])
        #expect(queue.earliestDeadline == now + .seconds(2))
        #expect(queue.takeAll() == [4, 5])
        #expect(queue.isEmpty && queue.popFirst() == nil && queue.earliestDeadline == nil)
    }

    @Test("keeps nothing of those who gave up")
    func givenUp() {
        var queue = WaiterQueue()
        queue.append(0, deadline: .now)
        for id: UInt64 in 1...10_000 {
            queue.append(id, deadline: .now)
            #expect(queue.remove(id) == true)
        }
        #expect(queue.count == 1)
        #expect(queue.takeAll() == [0])
    }
}

@Suite("The timers of a pool")
struct AlarmTests {
    @Test("serve everything that is due at the same instant together")
    func same() {
        var alarm = Alarm()
        let instant = MonotonicInstant.now
        #expect(alarm.request(instant) == instant)
        #expect(alarm.request(instant) == nil)
        alarm.fired(instant)
        #expect(alarm.request(instant) == instant)
    }

    @Test("are few: one is scheduled only before all others")
    func few() {
        var generator = SplitMix(state: 5)
        var alarm = Alarm()
        let start = MonotonicInstant.now
        var scheduled: [MonotonicInstant] = []
        for millisecond in 0..<20_000 {
            let now = start + .milliseconds(millisecond)
            while let due = scheduled.last, due <= now {
                scheduled.removeLast()
                alarm.fired(due)
            }
            let wanted = now + .seconds(5) + .microseconds(Int(generator.next() % 1000))
            if let instant = alarm.request(wanted) { scheduled.append(instant) }
            #expect(scheduled.last.map { $0 <= wanted } == true)
            #expect(alarm.count == scheduled.count && alarm.count <= 10)
        }
    }
}

@Suite("The configuration of a pool")
struct PGPoolConfigurationTests {
    @Test(
        "that cannot work is refused with what is valid",
        arguments: [
            (PGPoolConfiguration(maximumConnections: 0), "1 or more"),
            (.init(minimumConnections: -1), "0 to 10"),
            (.init(minimumConnections: 3, maximumConnections: 2), "0 to 2"),
            (.init(acquireTimeout: .zero), "more than zero"),
            (.init(idleTimeout: .zero), "more than zero, or nil for none"),
            (.init(maximumLifetime: .seconds(-1)), "more than zero, or nil for none"),
            (.init(healthCheckAfterIdle: .seconds(-1)), "zero or more, or nil for none"),
        ]
    )
    func refused(configuration: PGPoolConfiguration, valid: String) {
        let error = #expect(throws: PGError.self) { try configuration.validate() }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.hasSuffix("valid is \(valid)") == true, "\(error?.message ?? "")")
    }

    @Test("may be as generous as it likes")
    func extremes() throws {
        let longest = Duration.seconds(Int64.max)
        let configuration = PGPoolConfiguration(
            maximumConnections: .max,
            idleTimeout: longest,
            maximumLifetime: longest,
            healthCheckAfterIdle: longest
        )
        try configuration.validate()
        try PGPoolConfiguration(minimumConnections: 10, idleTimeout: nil, healthCheckAfterIdle: .zero).validate()
        var pool = PoolUnderTest(configuration)
        _ = pool.openIdle(1)
        #expect(pool.tick(after: .seconds(1_000_000)).close.isEmpty)
        #expect(pool.lease(1, within: longest) == .lent)
    }
}

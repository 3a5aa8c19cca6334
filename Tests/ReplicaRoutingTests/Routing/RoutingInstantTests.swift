// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Routing instants")
struct RoutingInstantTests {
    @Test("an instant advances by a duration, cut to whole nanoseconds")
    func advances() {
        let start = RoutingInstant(nanoseconds: 5)
        #expect(start.advanced(by: .milliseconds(1)).nanoseconds == 1_000_005)
        #expect(start.advanced(by: .seconds(-2)).nanoseconds == -1_999_999_995)
        let almostTwo = Duration(secondsComponent: 0, attosecondsComponent: 1_999_999_999)
        #expect(start.advanced(by: almostTwo).nanoseconds == 6)
        #expect(start.advanced(by: .zero - almostTwo).nanoseconds == 4)
        #expect(RoutingInstant() < start)
        #expect(!(start < start))
    }

    @Test("the time between two instants is exact, over the whole range")
    func durations() {
        let (first, last) = (RoutingInstant(nanoseconds: .min), RoutingInstant(nanoseconds: .max))
        #expect(RoutingInstant(nanoseconds: 7).duration(to: RoutingInstant(nanoseconds: 3)) == .nanoseconds(-4))
        #expect(first.duration(to: last) == .nanoseconds(Int64.max) - .nanoseconds(Int64.min))
        #expect(last.duration(to: first) == .nanoseconds(Int64.min) - .nanoseconds(Int64.max))
    }

    @Test("advancing beyond the range ends at its end")
    func saturates() {
        let endless = Duration.seconds(Int64.max) * 10
        #expect(RoutingInstant(nanoseconds: 1).advanced(by: endless).nanoseconds == .max)
        #expect(RoutingInstant(nanoseconds: -2).advanced(by: .zero - endless).nanoseconds == .min)
        #expect(RoutingInstant(nanoseconds: .max).advanced(by: .nanoseconds(1)).nanoseconds == .max)
        #expect(RoutingInstant(nanoseconds: .min).advanced(by: .nanoseconds(-1)).nanoseconds == .min)
        #expect(RoutingInstant().advanced(by: .nanoseconds(Int64.min)).nanoseconds == .min)
        #expect(RoutingInstant().advanced(by: .nanoseconds(Int64.min + 1)).nanoseconds == .min + 1)
        #expect(RoutingInstant().advanced(by: .nanoseconds(Int64.max - 1)).nanoseconds == .max - 1)
    }
}

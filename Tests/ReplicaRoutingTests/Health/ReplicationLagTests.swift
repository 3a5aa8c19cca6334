// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Replication lag")
struct ReplicationLagTests {
    private func standby(
        received: UInt64? = 100,
        replayed: UInt64? = 100,
        receiver: Bool = true,
        age: Duration? = .seconds(30)
    ) -> ReplayObservation {
        ReplayObservation(
            receivedLSN: received.map(LogSequenceNumber.init(rawValue:)),
            replayedLSN: replayed.map(LogSequenceNumber.init(rawValue:)),
            hasWALReceiver: receiver,
            lastReplayedTransactionAge: age
        )
    }

    private func lag(primary: UInt64? = 100, _ standby: ReplayObservation) -> ReplicationLag {
        .measured(primary: primary.map(LogSequenceNumber.init(rawValue:)), standby: standby)
    }

    @Test("a standby that has replayed all it received has no lag in time, however old its last transaction")
    func caughtUp() {
        #expect(lag(standby()) == ReplicationLag(bytes: 0, time: .zero))
        #expect(lag(standby(age: nil)).time == .zero)
        #expect(lag(primary: 150, standby()) == ReplicationLag(bytes: 50, time: .zero))
    }

    @Test("a standby that is still replaying is as old as its last transaction")
    func replaying() {
        #expect(lag(primary: 300, standby(received: 200)) == ReplicationLag(bytes: 200, time: .seconds(30)))
        #expect(lag(standby(received: 200, age: nil)).time == nil)
        #expect(lag(standby(received: 200, age: .seconds(-3))).time == .zero)
        #expect(lag(standby(received: nil)).time == .seconds(30))
    }

    @Test("the time is unknown without a WAL receiver: the standby is cut off")
    func cutOff() {
        #expect(lag(primary: 400, standby(receiver: false)) == ReplicationLag(bytes: 300, time: nil))
        #expect(lag(standby(received: 200, receiver: false)).time == nil)
    }

    @Test("the bytes are unknown when either side is, and never below 0")
    func bytes() {
        #expect(lag(primary: nil, standby()).bytes == nil)
        #expect(lag(standby(replayed: nil)).bytes == nil)
        #expect(lag(primary: 90, standby()).bytes == 0)
        #expect(lag(primary: .max, standby(replayed: 0)).bytes == .max)
    }

    @Test("nothing known is not the same as no lag")
    func unknown() {
        let nothing = lag(primary: nil, standby(received: nil, replayed: nil, age: nil))
        #expect(nothing == ReplicationLag())
        #expect(nothing != ReplicationLag(bytes: 0, time: .zero))
    }
}

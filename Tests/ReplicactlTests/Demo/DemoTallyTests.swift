// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Tally")
struct DemoTallyTests {
    @Test("what began in a phase counts for it, also when it ends later")
    func phases() throws {
        let tally = DemoTally(nodes: ["primary", "replica-1"])
        tally.enter(.allUp)
        let early = try #require(tally.begin())
        tally.enter(.replicaKilled)
        let late = try #require(tally.begin())
        #expect(tally.phases.map(\.underWay) == [1, 1])
        tally.readServed(early, by: "replica-1")
        tally.writeAcknowledged(late)
        #expect(tally.phases.map(\.underWay) == [0, 0])
        #expect(tally.phases.map(\.reads) == [1, 0])
        #expect(tally.phases[0].latencies.map(\.count) == [0, 1])
        #expect(tally.phases.map(\.writes) == [0, 1])
    }

    @Test("nothing begins before the first phase and after the end")
    func closed() {
        let tally = DemoTally(nodes: ["primary"])
        #expect(tally.begin() == nil)
        tally.enter(.allUp)
        #expect(tally.begin() != nil)
        tally.close()
        #expect(tally.begin() == nil)
        #expect(tally.phases.count == 1)
        #expect(tally.phases.first?.ended != nil)
    }

    @Test("reads that a dead node is said to have served are counted apart, those that began before its death are not")
    func dead() throws {
        let tally = DemoTally(nodes: ["primary", "replica-1"])
        tally.enter(.replicaKilled)
        let before = try #require(tally.begin())
        tally.markDead(1)
        let after = try #require(tally.begin())
        let elsewhere = try #require(tally.begin())
        tally.readServed(before, by: "replica-1")
        tally.readServed(elsewhere, by: "primary")
        #expect(tally.readsWhileDead == 0)
        tally.readServed(after, by: "replica-1")
        #expect(tally.readsWhileDead == 1)
        tally.markDead(nil)
        tally.readServed(try #require(tally.begin()), by: "replica-1")
        #expect(tally.readsWhileDead == 1)
    }

    @Test("failures are counted by kind, and the first failed read is remembered")
    func failures() throws {
        let tally = DemoTally(nodes: ["primary"])
        tally.enter(.allUp)
        tally.readFailed(try #require(tally.begin()), "first")
        tally.readFailed(try #require(tally.begin()), "second")
        tally.writeFailed(try #require(tally.begin()))
        tally.readServed(try #require(tally.begin()), by: "unknown")
        let phase = try #require(tally.phases.first)
        #expect((phase.reads, phase.failedReads, phase.writes, phase.failedWrites) == (0, 3, 0, 1))
        #expect(tally.firstReadFailure == "first")
    }

    @Test("the report renormalises the expected shares over the nodes that are up")
    func report() throws {
        let tally = DemoTally(nodes: ["primary", "replica-1", "replica-2"])
        tally.enter(.replicaKilled)
        for server in ["primary", "replica-2", "replica-2", "replica-2"] {
            tally.readServed(try #require(tally.begin()), by: server)
        }
        let counted = try #require(tally.phases.first)
        let names = ["primary", "replica-1", "replica-2"]
        let phase = DemoReport.Phase(counted, names: names, weights: .init(defaultFor: 2), victim: 1)
        #expect(phase.nodes.map(\.share) == [0.25, 0, 0.75])
        #expect(phase.nodes.map(\.expectedShare) == [1.0 / 3, 0, 2.0 / 3])
        #expect(phase.nodes.map(\.role) == ["primary", "replica", "replica"])
        #expect(phase.nodes.map { $0.median == nil } == [false, true, false])
    }

    @Test("without a victim there is one phase, with one there are three in order")
    func plan() {
        #expect(DemoPhase.plan(victim: nil) == [.allUp])
        #expect(DemoPhase.plan(victim: 1) == [.allUp, .replicaKilled, .replicaBack])
    }

    @Test("an acknowledged write that a node lacks is missing there")
    func missing() {
        #expect(LostWriteCheck.missing([1, 2, 3], on: [3, 1, 9]) == [2])
    }
}

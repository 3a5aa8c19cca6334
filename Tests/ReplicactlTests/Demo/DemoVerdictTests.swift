// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Verdict of the demo")
struct DemoVerdictTests {
    private func reasons(_ findings: DemoFindings) -> [String] {
        let reasons = DemoVerdict.reasons(against: findings)
        #expect(DemoReport(findings).ok == reasons.isEmpty)
        for reason in reasons { #expect(DemoSummary.sentences(findings).contains("  - " + reason)) }
        return reasons
    }

    @Test("there is nothing against a demo in which all went well")
    func good() {
        #expect(reasons(Samples.findings()) == [])
    }

    @Test("a failed write is no reason, since its caller was told")
    func failedWrite() {
        #expect(reasons(Samples.findings(failedWrites: 3)) == [])
    }

    @Test("a failed read is a reason, and the first is quoted")
    func failedRead() {
        #expect(
            reasons(Samples.findings(failedReads: 1)) == [
                "1 read failed. The first: replica-2: the connection was lost"
            ]
        )
    }

    @Test("a missing acknowledged write is a reason, for each node that lacks it")
    func lostWrite() {
        let replication = ReplicationFindings(
            nodes: [
                .init(name: "primary"), .init(name: "replica-1", missing: 2), .init(name: "replica-2", missing: 1),
            ],
            lostWrites: 2
        )
        let findings = Samples.findings(replication: replication)
        #expect(
            reasons(findings) == [
                "2 acknowledged writes missing on replica-1.", "1 acknowledged write missing on replica-2.",
            ]
        )
        #expect(DemoReport(findings).lostWrites == 2)
    }

    @Test("a node that did not catch up is a reason, also when it lacks nothing")
    func straggler() {
        let replication = ReplicationFindings(
            nodes: [.init(name: "replica-2", trouble: "replica-2 did not catch up with the primary within 30 s")],
            lostWrites: 0
        )
        #expect(
            reasons(Samples.findings(replication: replication)) == [
                "replica-2 did not catch up with the primary within 30 s."
            ]
        )
    }

    @Test("a share that is more than 3 percentage points off is a reason, one that is 3 off is not")
    func shares() {
        #expect(reasons(Samples.findings(allUp: (2299, 3901, 3800))) == [])
        #expect(
            reasons(Samples.findings(allUp: (2310, 3890, 3800))) == [
                "primary served 23.1% of the reads in all-up, which is more than 3 percentage points "
                    + "from the 20.0% of its weight."
            ]
        )
    }

    @Test("shares in other phases than all-up do not matter")
    func otherShares() {
        #expect(reasons(Samples.findings(back: (5000, 1, 4999))) == [])
    }

    @Test("a phase all-up without reads is a reason")
    func noReads() {
        #expect(reasons(Samples.findings(allUp: (0, 0, 0))) == ["No read was made in all-up."])
    }

    @Test("a killed replica that goes on serving is a reason")
    func undead() {
        #expect(
            reasons(Samples.findings(readsWhileDead: 1)) == ["replica-1 never stopped serving: 1 read after its death."]
        )
    }

    @Test("a killed replica that does not come back is a reason")
    func gone() {
        #expect(
            reasons(Samples.findings(back: (5000, 0, 5000))) == [
                "replica-1 never came back: it served no read after it was started again."
            ]
        )
    }
}

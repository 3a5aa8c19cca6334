// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import replicactl

@Suite("JSON of the demo")
struct DemoReportTests {
    @Test("it has exactly the documented keys, numbers as numbers, and null where a node had no reads")
    func shape() throws {
        let findings = DemoFindings(
            phases: [
                Samples.phase(.replicaKilled, reads: (1000, 0, 2000), expected: (1 / 3, 0, 2 / 3), failedReads: 1)
            ],
            victim: nil,
            readRetries: 7,
            firstReadFailure: nil,
            replication: ReplicationFindings(nodes: [], lostWrites: 2)
        )
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(DemoReport(findings)), as: UTF8.self)
        let nodes = [
            #"{"expected_share":0.333333,"name":"primary","p50_us":250,"p99_us":1250,"reads":1000,"role":"primary","#
                + #""share":0.333333,"weight":1}"#,
            #"{"expected_share":0,"name":"replica-1","p50_us":null,"p99_us":null,"reads":0,"role":"replica","#
                + #""share":0,"weight":2}"#,
            #"{"expected_share":0.666667,"name":"replica-2","p50_us":250,"p99_us":1250,"reads":2000,"role":"replica","#
                + #""share":0.666667,"weight":2}"#,
        ]
        #expect(
            text == #"{"lost_writes":2,"ok":false,"phases":[{"failed_reads":1,"failed_writes":0,"#
                + #""name":"replica-killed","nodes":["# + nodes.joined(separator: ",")
                + #"],"reads":3000,"seconds":4,"writes":157}],"read_retries":7}"#
        )
    }
}

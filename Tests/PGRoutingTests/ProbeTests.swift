// SPDX-License-Identifier: Apache-2.0

import ClusterTrait
import Foundation
import PGClient
import PGRouting
import ReplicaRouting
import Testing

@Suite("Probes", .cluster(replicas: 1), .serialized, .timeLimit(.minutes(2)))
struct ProbeTests {
    @Test("do not wait for the loops of the pools: callers that hold these up eject no node")
    func busyLoops() async throws {
        let group = try PGEventLoopGroup(loops: 1)
        defer { group.shutdown() }
        let (isBusy, isDone) = (Flag(), Flag())
        defer { isDone.set() }
        // Any step of a probe on this loop, of which a connection needs several, would take a second.
        let hog = Task {
            await withTaskExecutorPreference(group.nextLoop()) {
                while !isDone.value {
                    isBusy.set()
                    usleep(1_000_000)
                    await Task.yield()
                }
            }
        }
        #expect(try await eventually { isBusy.value })
        try await withCluster(eventLoops: group) {
            $0.connectTimeout = .seconds(2)
            $0.probing.timeout = .seconds(2)
        } _: { cluster async throws in
            var wasDown = false
            let areSeen = try await eventually(within: .seconds(60)) {
                let statuses = cluster.topology.statuses
                let areUp = statuses.allSatisfy { $0.state == .up }
                wasDown = wasDown || !areUp
                return statuses.allSatisfy { $0.observedRole != nil }
            }
            #expect(areSeen && !wasDown)
            isDone.set()
        }
        await hog.value
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Which node may serve a read")
struct EligibilityTests {
    @Test("a node that is up may, and any other state is a reason")
    func states() throws {
        let topology = try Topology.three()
        #expect(topology.rejectionOfRead(at: 1) == nil)
        #expect(topology.down("replica-1", "timeout").rejectionOfRead(at: 1) == .down("timeout"))
        #expect(topology.with("replica-1", .probing).rejectionOfRead(at: 1) == .probing)
        let catchingUp = topology.updating("replica-1") { status in
            status.state = .catchingUp
            status.reason = "catching up to 0/5000128"
        }
        #expect(catchingUp.rejectionOfRead(at: 1) == .catchingUp("catching up to 0/5000128"))
        #expect(catchingUp.rejectionOfRead(at: 1)?.description == "is catching up to 0/5000128")
        #expect(topology.with("replica-1", .catchingUp).rejectionOfRead(at: 1)?.description == "is catching up")
        #expect(topology.with("replica-1", .draining).rejectionOfRead(at: 1) == .draining)
    }

    @Test("a replica seen as a primary may not, a primary seen as a replica may")
    func roles() throws {
        let topology = try Topology.three().seeing("replica-1", as: .primary).seeing("primary", as: .replica)
        #expect(topology.rejectionOfRead(at: 1) == .roleMismatch(observed: .primary))
        #expect(topology.rejectionOfRead(at: 0) == nil)
        #expect(topology.seeing("replica-1", as: .replica).rejectionOfRead(at: 1) == nil)
    }

    @Test("a node that was tried may not, and neither may a position that is not there")
    func excluded() throws {
        let topology = try Topology.three()
        #expect(topology.rejectionOfRead(at: 1, excluding: [1]) == .excluded)
        #expect(topology.rejectionOfRead(at: 2, excluding: [1]) == nil)
        for position in [-1, 3, 64, .max, .min] {
            #expect(topology.rejectionOfRead(at: position) == .notRequested)
            #expect(!topology.mayServeRead(at: position))
        }
    }

    @Test("the short answer is the long one, for thousands of random topologies")
    func agreement() throws {
        var generator = RoutingGenerator(seed: 11)
        for _ in 0..<2_000 {
            let random = try RandomCase(using: &generator)
            for position in random.topology.nodes.indices {
                let short = random.topology.mayServeRead(at: position, excluding: random.request.excluded)
                let long = random.topology.rejectionOfRead(at: position, excluding: random.request.excluded)
                try #require(short == (long == nil))
            }
        }
    }
}

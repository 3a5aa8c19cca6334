// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Questions of object-relational mappers")
struct AdapterTests {
    @Test("objects of any two nodes of the topology may be related, with a primary that takes no reads too")
    func relations() throws {
        for named in NamedRouter.all {
            let topology = try Topology.three(0, 1, 1)
            #expect(named.router.allowsRelation(between: "replica-1", and: "replica-2", in: topology) == true)
            #expect(named.router.allowsRelation(between: "replica-1", and: "primary", in: topology) == true)
            #expect(named.router.allowsRelation(between: "replica-1", and: "archive", in: topology) == nil)
        }
    }

    @Test("a schema is migrated on primaries only")
    func migrations() throws {
        let router = WeightedPrimaryReplicaRouter()
        let topology = try Topology.three()
        #expect(router.allowsMigration(on: "primary", in: topology) == true)
        #expect(router.allowsMigration(on: "replica-1", in: topology) == false)
        #expect(router.allowsMigration(on: "archive", in: topology) == nil)
        #expect(RandomRouter().allowsMigration(on: "node-2", in: try .pool([1, 1])) == true)
    }

    @Test("a router may have an opinion of its own")
    func ownOpinion() throws {
        struct Strict: Router {
            func decide(_ request: RoutingRequest, in topology: Topology, context: inout RoutingContext) -> Decision {
                RandomRouter().decide(request, in: topology, context: &context)
            }
            func allowsMigration(on node: NodeID, in topology: Topology) -> Bool? { false }
        }
        let router: any Router = Strict()
        #expect(router.allowsMigration(on: "primary", in: try .three()) == false)
    }
}

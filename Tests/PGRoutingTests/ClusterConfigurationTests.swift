// SPDX-License-Identifier: Apache-2.0

import PGClient
import PGRouting
import ReplicaRouting
import Testing

@Suite("The configuration of a cluster")
struct ClusterConfigurationTests {
    private let uri = "postgresql://app@127.0.0.1:1/app"

    private func routingFailure(
        primary: Double = 1,
        replicas: [PGNode],
        name: String? = nil
    ) -> RoutingError? {
        #expect(throws: RoutingError.self) {
            try PGCluster(
                primary: PGNode(uri, name: name),
                replicas: replicas,
                configuration: .init(reads: .weighted(primary: primary))
            )
        }
    }

    @Test("two nodes of one name are refused, and the name is said")
    func duplicateNames() {
        let error = routingFailure(replicas: [.init(uri, name: "db2"), .init(uri, name: "db2")])
        #expect(error?.code == .duplicateNode)
        #expect(error?.message.contains("db2") == true)
        #expect(routingFailure(replicas: [.init(uri, name: "db1")], name: "db1")?.code == .duplicateNode)
    }

    @Test(
        "weights that are negative or not finite are refused",
        arguments: [-1, Double.nan, .infinity, -Double.infinity]
    )
    func badWeight(_ weight: Double) {
        let replica = routingFailure(replicas: [.init(uri, name: "db2", weight: weight)])
        #expect(replica?.code == .invalidWeight)
        #expect(replica?.message.contains("db2") == true)
        #expect(routingFailure(primary: weight, replicas: [.init(uri)])?.code == .invalidWeight)
    }

    @Test("weights that are all zero are refused")
    func noWeight() {
        #expect(routingFailure(primary: 0, replicas: [.init(uri, weight: 0)])?.code == .invalidWeight)
    }

    @Test("a connection string that cannot be read is refused with the node's name and without its password")
    func badString() {
        let error = #expect(throws: PGError.self) {
            try PGCluster(primary: .init(uri), replicas: [.init("postgresql//app:hunter2@db2/app", name: "db2")])
        }
        #expect(error?.code == .invalidConfiguration)
        #expect(error?.message.hasPrefix("db2: ") == true)
        #expect(error.map { String(describing: $0).contains("hunter2") } == false)
    }

    @Test("a pool of size 0, a probe interval of 0 and a negative hold are refused")
    func badSizes() {
        for configuration in [
            PGClusterConfiguration(readPool: .init(maximumConnections: 0)),
            PGClusterConfiguration(writePool: .init(maximumConnections: 0)),
            PGClusterConfiguration(probing: .init(interval: .zero)),
            PGClusterConfiguration(probing: .init(readmissionHold: .milliseconds(-1))),
        ] {
            let error = #expect(throws: PGError.self) {
                try PGCluster(primary: .init(uri), replicas: [.init(uri)], configuration: configuration)
            }
            #expect(error?.code == .invalidConfiguration)
        }
    }

    @Test("a node's description leaves its connection string out")
    func secrets() {
        let node = PGNode("postgresql://app:hunter2@db1/app", name: "db1")
        var dumped = ""
        dump(node, to: &dumped)
        #expect(!dumped.contains("hunter2") && !String(reflecting: node).contains("hunter2"))
    }
}

// SPDX-License-Identifier: Apache-2.0

import ReplicaRouting
import Testing

@Suite("Replica index")
struct ReplicaIndexTests {
    @Test("absent, 0 and -1 mean none, 1 to the number of replicas mean these")
    func numbers() throws {
        for value in [nil, 0, -1] as [Int?] { #expect(try ReplicaIndex(value, of: 2) == .none) }
        #expect(try ReplicaIndex(1, of: 2).value == 1)
        #expect(try ReplicaIndex(2, of: 2).target == .replica(index: 2))
        #expect(try ReplicaIndex(0, of: 0) == .none)
        #expect("\(ReplicaIndex.none)" == "none")
    }

    @Test(
        "text means the same as its number, and empty text none",
        arguments: [
            (nil, nil), ("", nil), ("  ", nil), ("-1", nil), ("0", nil), ("1", 1), (" 2\n", 2), ("02", 2),
        ] as [(String?, Int?)]
    )
    func text(text: String?, value: Int?) throws {
        #expect(try ReplicaIndex(text: text, of: 2).value == value)
    }

    @Test("anything else is an error that says what is valid")
    func refused() {
        let valid = "valid are whole numbers from 1 to 2; nothing, 0 and -1 choose no particular replica"
        for text in ["2.7", "abc", "-3", "9", "+1", "1e0", "0x1", "1 2", "-", "٢", "99999999999999999999", "1.0"] {
            let error = routingError { () throws(RoutingError) in try ReplicaIndex(text: text, of: 2) }
            #expect(error?.code == .invalidReplicaIndex)
            #expect(error?.message.hasSuffix(valid) == true, "\(text)")
            #expect(error?.message.hasPrefix("the replica index is ") == true)
        }
        for value in [3, 9, -2, -3, .max, .min] as [Int] {
            let error = routingError { () throws(RoutingError) in try ReplicaIndex(value, of: 2) }
            #expect(error?.message == "the replica index is \(value): \(valid)")
        }
        for value in [2.7, .nan, .infinity, 1e300, -3] as [Double] {
            #expect(routingError { () throws(RoutingError) in try ReplicaIndex(number: value, of: 2) } != nil)
        }
        let one = routingError { () throws(RoutingError) in try ReplicaIndex(2, of: 1) }
        #expect(one?.message.contains("valid is 1;") == true)
        let none = routingError { () throws(RoutingError) in try ReplicaIndex(1, of: 0) }
        #expect(none?.message.contains("there are no replicas, so valid is none;") == true)
    }

    @Test("whole numbers with a point are whole numbers")
    func doubles() throws {
        #expect(try ReplicaIndex(number: 2.0, of: 2).value == 2)
        #expect(try ReplicaIndex(number: -1, of: 2) == .none)
    }

    @Test("an index is resolved to a name once, and a list that changes later is reported")
    func instances() throws {
        let list = try InstanceList(["a", "b", "c"])
        let reference = try #require(try list.resolve(try ReplicaIndex(2, of: 3)))
        #expect(reference == InstanceReference(index: 2, name: "b"))
        #expect(reference.target == .node("b"))
        #expect(try list.resolve(.none) == nil)

        #expect(list.check(reference) == .unchanged)
        #expect(try InstanceList(["b", "c"]).check(reference) == .moved(to: 1))
        #expect(try InstanceList(["a", "c"]).check(reference) == .gone(indexNowMeans: "c"))
        #expect(try InstanceList(["a"]).check(reference) == .gone(indexNowMeans: nil))
        let index = try ReplicaIndex(3, of: 3)
        let error = routingError { () throws(RoutingError) in try InstanceList(["a"]).resolve(index) }
        #expect(error?.code == .invalidReplicaIndex)
    }

    @Test("names of a list are unique and not empty; a topology's replicas are one")
    func lists() throws {
        #expect(routingError { () throws(RoutingError) in try InstanceList(["a", "a"]) }?.code == .duplicateNode)
        #expect(routingError { () throws(RoutingError) in try InstanceList(["a", ""]) }?.code == .invalidTopology)
        #expect(InstanceList(replicasOf: try .three()).names == ["replica-1", "replica-2"])
    }
}

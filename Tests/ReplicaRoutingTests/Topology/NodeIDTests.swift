// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import Testing

@Suite("Node ids")
struct NodeIDTests {
    @Test("an id is its name, in text and in order")
    func isItsName() {
        let id: NodeID = "db2"
        #expect(id == NodeID("db2"))
        #expect("\(id)" == "db2")
        #expect(["db3", id, "db1"].sorted() == ["db1", "db2", "db3"])
    }

    @Test("an id is coded as a plain string")
    func isCodedAsAString() throws {
        let data = try JSONEncoder().encode([NodeID("db1"), NodeID("db2")])
        #expect(String(decoding: data, as: UTF8.self) == #"["db1","db2"]"#)
        #expect(try JSONDecoder().decode([NodeID].self, from: data) == ["db1", "db2"])
    }
}

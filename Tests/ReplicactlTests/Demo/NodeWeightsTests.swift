// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import replicactl

@Suite("Node weights")
struct NodeWeightsTests {
    @Test("by default the primary has weight 1 and each replica 2")
    func defaults() {
        #expect(NodeWeights(defaultFor: 3).values == [1, 2, 2, 2])
        #expect(NodeWeights(defaultFor: 0).values == [1])
    }

    @Test("weights are read in order, the primary's first")
    func reading() throws {
        #expect(try NodeWeights("0,1.5,2", replicas: 2).values == [0, 1.5, 2])
        #expect(try NodeWeights("0,1.5,2", replicas: 2).description == "0,1.5,2")
    }

    @Test(
        "a weight that is no finite number of at least 0 is named",
        arguments: [
            "1,-2,2": "-2", "1,nan,2": "nan", "1,2,inf": "inf", "1,1e999,2": "1e999", "1,,2": "", "a,1,2": "a",
            "1, 2,2": " 2",
        ]
    )
    func notANumber(_ text: String, _ culprit: String) {
        #expect {
            try NodeWeights(text, replicas: 2)
        } throws: { error in
            "\(error)".contains("the weight \"\(culprit)\"; valid are finite numbers of at least 0, such as 1,2,2.")
        }
    }

    @Test("a wrong number of weights is told from the right one", arguments: ["1,2", "1,2,2,2"])
    func wrongCount(_ text: String) {
        let given = text.split(separator: ",").count
        #expect {
            try NodeWeights(text, replicas: 2)
        } throws: { error in
            "\(error)".contains("has \(given) of 3 weights; valid is one for the primary and one for each replica")
        }
    }

    @Test("weights that are all zero are refused")
    func allZero() {
        #expect {
            try NodeWeights("0,0,0", replicas: 2)
        } throws: { error in
            "\(error)".contains("no weight above 0")
        }
    }

    @Test("with all nodes up a share is the weight over the sum of the weights")
    func sharesOfAll() throws {
        #expect(try NodeWeights("1,2,2", replicas: 2).expectedShares(up: [0, 1, 2]) == [0.2, 0.4, 0.4])
        #expect(try NodeWeights("1e308,1e308", replicas: 1).expectedShares(up: [0, 1]) == [0.5, 0.5])
    }

    @Test("a dead node's share goes to the others in proportion to their weights")
    func sharesWithoutOne() throws {
        #expect(try NodeWeights("1,4,3", replicas: 2).expectedShares(up: [0, 2]) == [0.25, 0, 0.75])
    }

    @Test("where nobody with weight is up the replicas share equally, and the primary is the last resort")
    func sharesWithoutWeight() throws {
        let weights = try NodeWeights("0,2,0,0", replicas: 3)
        #expect(weights.expectedShares(up: [0, 2, 3]) == [0, 0, 0.5, 0.5])
        #expect(weights.expectedShares(up: [0]) == [1, 0, 0, 0])
    }

    @Test("the replica to kill is the first of those with the greatest weight")
    func victim() throws {
        #expect(NodeWeights(defaultFor: 2).heaviestReplica == 1)
        #expect(try NodeWeights("9,1,3,3", replicas: 3).heaviestReplica == 2)
        #expect(try NodeWeights("1,0,0", replicas: 2).heaviestReplica == nil)
        #expect(NodeWeights(defaultFor: 0).heaviestReplica == nil)
    }
}

// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import replicactl

@Suite("replicactl route explain")
struct RouteExplainTests {
    private func answer(_ json: String, count: Int = 1_000) throws -> RouteAnswer {
        RouteAnswer(try RouteFile.decode(Data(json.utf8), of: "case.json").resolved(), count: count)
    }

    private func complaint(_ json: String) -> String? {
        do {
            _ = try answer(json)
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func withNodes(_ rest: String = "") -> String {
        """
        {"nodes": [{"id": "p", "role": "primary", "weight": 1}, {"id": "a", "role": "replica", "weight": 2},
            {"id": "b", "role": "replica", "weight": 2, "state": "down"}]\(rest)}
        """
    }

    @Test("the answer has the eligible nodes, the chosen one, the rejected ones with reasons, and all shares")
    func answers() throws {
        let answer = try answer(withNodes(#", "request": {"intent": "read"}, "seed": 7"#), count: 30_000)
        #expect(answer.eligible == ["p", "a"])
        #expect(answer.chosen.map(answer.eligible.contains) == true)
        #expect(answer.rejected.map(\.id) == ["b"])
        #expect(answer.rejected.map(\.reason) == ["is down"])
        #expect(answer.rejected.map(\.filter) == ["health"])
        #expect(abs((answer.shares["p"] ?? 0) - 1 / 3) < 0.01)
        #expect(answer.shares["b"] == 0)
        #expect(abs(answer.shares.values.reduce(0, +) - 1) < 1e-9)
    }

    @Test("the JSON has just the four keys, and null where nothing is chosen")
    func json() throws {
        let request = #", "router": {"fallback": "fail"}, "request": {"intent": "read", "replica_index": 2}"#
        let answer = try answer(withNodes(request))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(try answer.json().utf8)) as? [String: Any]
        )
        #expect(object.keys.sorted() == ["chosen", "eligible", "rejected", "shares"])
        #expect(object["chosen"] is NSNull)
        #expect(answer.failure?.hasPrefix("no node may serve this read: ") == true)
        #expect(answer.eligible.isEmpty)
    }

    @Test("the same seed gives the same answer, and turns are strict")
    func seeds() throws {
        let request = #", "router": {"kind": "roundRobinPrimaryReplica"}, "seed": 5"#
        let (one, other) = (try answer(withNodes(request)), try answer(withNodes(request)))
        #expect(one.chosen == other.chosen)
        #expect(one.shares == other.shares)
    }

    @Test("every kind of router answers", arguments: RouteFile.Router.Kind.allCases)
    func kinds(kind: RouteFile.Router.Kind) throws {
        let answer = try answer(withNodes(#", "router": {"kind": "\#(kind.rawValue)"}"#))
        #expect(answer.eligible == ["p", "a"])
        let write = try self.answer(
            withNodes(#", "router": {"kind": "\#(kind.rawValue)"}, "request": {"intent": "write"}"#)
        )
        #expect(write.shares == ["p": 1, "a": 0, "b": 0])
    }

    @Test("everything that a request may ask for has its effect")
    func wishes() throws {
        let nodes = """
            "nodes": [
              {"id": "p", "role": "primary", "weight": 0, "latency_us": 900},
              {"id": "a", "role": "replica", "lag_ms": 5000, "lag_bytes": 9, "latency_us": 200, "zone": "x",
                "tags": {"use": "web"}, "in_flight": 3},
              {"id": "b", "role": "replica", "lag_ms": 5000, "lag_bytes": 0, "latency_us": 3000, "zone": "y"},
              {"id": "c", "role": "replica", "lag_ms": 10, "lag_bytes": 50, "latency_us": 300, "zone": "y"}]
            """
        func eligible(_ request: String, router: String = "{}") throws -> [String] {
            try answer(#"{\#(nodes), "router": \#(router), "request": {"intent": "read", \#(request)}}"#).eligible
        }
        #expect(try eligible(#""max_lag_ms": 100"#) == ["b", "c"])
        #expect(try eligible(#""max_lag_bytes": 10"#) == ["a", "b"])
        #expect(try eligible(#""max_lag_ms": 1, "max_lag_bytes": 10"#, router: #"{"minimum_kept": 2}"#) == ["b", "c"])
        #expect(try eligible(#""zone": "y""#) == ["b", "c"])
        #expect(try eligible(#""zone": "z""#, router: #"{"zone_tiers": {"z": [["x"]]}}"#) == ["a"])
        #expect(try eligible(#""tag_sets": [{"use": "none"}, {"use": "web"}]"#) == ["a"])
        #expect(try eligible(#""latency_window_us": 100"#) == ["a", "c"])
        #expect(try eligible(#""preference": "nearest""#) == ["a", "c"])
        #expect(try eligible(#""pinned": true"#) == ["p"])
        #expect(try eligible(#""pinned": true"#, router: #"{"pinning": false}"#) == ["a", "b", "c"])
        #expect(try eligible(#""preference": "primary""#) == ["p"])
        #expect(try eligible(#""replica_index": "3""#) == ["c"])
        #expect(try eligible(#""replica_index": 3.0"#) == ["c"])
        for none in ["-1", "0", "null", #""""#, #""-1""#] {
            #expect(try eligible(#""replica_index": \#(none)"#) == ["a", "b", "c"])
        }
        let busy = #"{\#(nodes), "router": {"kind": "leastOutstanding"}}"#
        #expect(try answer(busy).shares["a"] == 0)
    }

    @Test("only routers that spread writes take several primaries")
    func primaries() throws {
        let nodes = #""nodes": [{"id": "a", "role": "primary"}, {"id": "b", "role": "primary"}]"#
        for kind in RouteFile.Router.Kind.allCases {
            let text = #"{\#(nodes), "router": {"kind": "\#(kind.rawValue)"}, "request": {"intent": "write"}}"#
            if kind.hasOnePrimary {
                #expect(
                    complaint(text) == #"nodes[1].role: it is "primary", as that of nodes[0]; "#
                        + "the router \(kind.rawValue) takes one primary"
                )
            } else {
                let shares = try answer(text).shares
                #expect((shares["a"] ?? 0) > 0.4 && (shares["b"] ?? 0) > 0.4)
            }
        }
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            (#"{"nodes": []}"#, "nodes: there are none, and there must be at least one"),
            (#"{}"#, "nodes: there are none, and there must be at least one"),
            (#"[]"#, "it must be an object"),
            (#"{"nodes": 1}"#, "nodes: it must be a list of nodes"),
            (#"{"nodes": [1]}"#, "nodes[0]: it must be an object"),
            (#"{"nodes": [{"role": "primary"}]}"#, "nodes[0].id: it must be there: a string"),
            (
                #"{"nodes": [{"id": "", "role": "primary"}]}"#,
                "nodes[0].id: it is empty, and must be at least one character"
            ),
            (#"{"nodes": [{"id": 1, "role": "primary"}]}"#, "nodes[0].id: it must be a string"),
            (#"{"nodes": [{"id": "a"}]}"#, "nodes[0].role: it must be there: primary or replica"),
            (
                #"{"nodes": [{"id": "a", "role": "main"}]}"#,
                #"nodes[0].role: it is "main"; valid are primary, replica"#
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "weight": -1}]}"#,
                "nodes[0].weight: it is -1.0, and must be a number of at least 0"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "weight": "1"}]}"#,
                "nodes[0].weight: it must be a number of at least 0"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "weight": 0}]}"#,
                "nodes: all weights are 0, and at least one must be above 0"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "in_flight": 1.5}]}"#,
                "nodes[0].in_flight: it must be a whole number from 0 to 1000000"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "tags": {"a": 1}}]}"#,
                "nodes[0].tags.a: it must be an object of strings"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "primary", "wieght": 1}]}"#,
                "nodes[0].wieght: there is no such key; valid are id, role, weight, state, lag_ms, lag_bytes, "
                    + "latency_us, in_flight, zone, tags"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}, {"id": "a", "role": "replica"}]}"#,
                #"nodes[1].id: it is "a", as that of nodes[0], and must be its own"#
            ),
            (#"{"node": []}"#, "node: there is no such key; valid are nodes, router, request, seed"),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "seed": -1}"#,
                "seed: it must be a whole number from 0 to 18446744073709551615"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "router": {"kind": "best"}}"#,
                #"router.kind: it is "best"; valid are random, weightedRandom, roundRobin, weightedPrimaryReplica, "#
                    + "roundRobinPrimaryReplica, smoothWeighted, leastOutstanding, peakEWMA"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {}}"#,
                "request.intent: it must be there: read or write"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {"intent": "read", "tag_sets": [{}, {"a": 1}]}}"#,
                "request.tag_sets[1].a: it must be a list of objects of strings"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {"intent": "read", "replica_index": 9}}"#,
                "request.replica_index: the replica index is 9: valid is 1; nothing, 0 and -1 choose no particular "
                    + "replica"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {"intent": "read", "replica_index": 2.7}}"#,
                "request.replica_index: the replica index is 2.7: valid is 1; nothing, 0 and -1 choose no particular "
                    + "replica"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {"intent": "read", "replica_index": true}}"#,
                "request.replica_index: it must be a whole number or a string"
            ),
            (
                #"{"nodes": [{"id": "a", "role": "replica"}], "request": {"intent": "read", "pinned": 1}}"#,
                "request.pinned: it must be true or false"
            ),
        ] as [(String, String)]
    )
    func complaints(text: String, message: String) {
        #expect(complaint(text) == message)
    }

    @Test("what is no JSON is told so", arguments: ["", "{", "{]", "nodes", #"{"nodes": }"#, "\u{FEFF}x"])
    func notJSON(text: String) {
        #expect(complaint(text)?.hasPrefix("case.json is not valid JSON") == true)
    }

    @Test("a file that is not there is told so")
    func noFile() {
        #expect(throws: RouteFileError(place: "", problem: "/no/such/file cannot be read: there is no such file")) {
            _ = try RouteFile.read("/no/such/file")
        }
    }

    @Test("the lines for people fit the width, and name the chosen node")
    func lines() throws {
        let answer = try answer(withNodes(#", "request": {"intent": "read", "pinned": true}"#))
        let lines = answer.lines(width: 100, style: .plain).map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
        #expect(lines.first == "NODE  ROLE      SHARE  VERDICT  WHY")
        #expect(lines.contains("p     primary  100.0%  chosen   pinned"))
        #expect(lines.last == "p is chosen (pinned). Shares are of 1000 decisions.")
        #expect(lines.allSatisfy { $0.count <= 100 })
    }
}

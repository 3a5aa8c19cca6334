// SPDX-License-Identifier: Apache-2.0

import Foundation
import ReplicaRouting
import RoutingSimulator
import Testing

@Suite
struct ScenarioFileTests {
    private static let nodes =
        #""nodes": [{"name": "primary", "role": "primary"}, {"name": "r", "count": 2, "zone": "a"}]"#

    private func error(_ rest: String, nodes: String = nodes) throws -> ScenarioError {
        let text = "{\"name\": \"x\", \(nodes)\(rest)}"
        return try #require(throws: ScenarioError.self) {
            try JSONDecoder().decode(ScenarioFile.self, from: Data(text.utf8))
        }
    }

    @Test("every shipped scenario can be read and simulated", arguments: ShippedScenario.all)
    func shipped(_ shipped: ShippedScenario) throws {
        var scenario = try JSONDecoder().decode(ScenarioFile.self, from: Data(shipped.text.utf8)).scenario
        // The beginning will do.
        scenario.faults = []
        scenario.warmUp = .zero
        scenario.duration = .milliseconds(200)
        let result = try Simulator(scenario).run(.weighted, seed: 1)
        #expect(result.reads.succeeded > 10)
        #expect(ShippedScenario.named(shipped.name) == shipped)
    }

    @Test("what a file does not say is as the defaults have it")
    func defaults() throws {
        let text = "{\"name\": \"x\", \"nodes\": [{\"name\": \"n\"}], \"duration\": \"60s\"}"
        let file = try JSONDecoder().decode(ScenarioFile.self, from: Data(text.utf8))
        #expect(file.scenario == Scenario(name: "x", nodes: [NodeGroup(name: "n")]))
        #expect(file.policies == nil)
        #expect(file.seed == nil)
    }

    @Test("all that a file may say is read")
    func everything() throws {
        let text = """
            {"name": "x", "summary": "s", "nodes": [
                {"name": "p", "role": "primary", "weight": 0, "servers": "unlimited", "service": {"constant": "1ms"}},
                {"name": "r", "count": 4, "weight": 1.5, "zone": "a", "servers": 3, "lag": "1s",
                 "service": {"bimodal": {"fast": "1ms", "slow": "2s", "slowShare": 0.1}}}],
             "load": {"closed": {"clients": 7, "think": "1.5ms"}}, "duration": "2min", "warmUp": "1s", "sessions": 3,
             "writes": 0.25, "processes": 2, "zones": ["a"], "network": {"near": "1us", "far": "2us"},
             "timeout": "never", "goal": "3s", "pinning": "0s", "stalenessLimit": "4s", "replayTime": "5ns",
             "probes": {"interval": "2s", "timeout": "3s", "backoff": {"initial": "1s", "maximum": "9s", "jitter": 0}},
             "faults": [
                {"kind": "slow", "nodes": ["r-1"], "factor": 2, "at": "1s", "for": "1s"},
                {"kind": "stuck", "nodes": ["r-1"], "time": "2s", "at": "1s", "for": "1s"},
                {"kind": "paused", "nodes": ["r-2"], "at": "1s", "for": "1s"},
                {"kind": "killed", "nodes": ["r-3"], "at": "1s", "for": "1s", "coldFactor": 3, "coldFor": "2s"},
                {"kind": "flapping", "nodes": ["r-4"], "up": "1s", "down": "1s", "at": "1s", "for": "1s"},
                {"kind": "lagging", "nodes": ["r-1"], "by": "1s", "at": "1s", "for": "1s"},
                {"kind": "zoneOutage", "zone": "a", "at": "10s", "for": "1s"},
                {"kind": "failover", "promotion": "1s", "at": "20s", "for": "1s"}],
             "policies": ["weighted", "peakEWMA"], "seed": 18446744073709551615}
            """
        let file = try JSONDecoder().decode(ScenarioFile.self, from: Data(text.utf8))
        #expect(file.seed == .max)
        #expect(file.policies == ["weighted", "peakEWMA"])
        let scenario = file.scenario
        #expect(scenario.load == .closed(clients: 7, think: .microseconds(1_500)))
        #expect(scenario.nodes[0].servers == nil)
        #expect(scenario.nodes[1].service == .bimodal(fast: .milliseconds(1), slow: .seconds(2), slowShare: 0.1))
        #expect(scenario.writesPerMillion == 250_000)
        #expect(scenario.duration == .seconds(120))
        #expect(scenario.timeout == nil)
        #expect(scenario.probes?.backoff.initial == .seconds(1))
        #expect(scenario.faults.count == 8)
        #expect(
            scenario.faults[3]
                == .killed(["r-3"], at: .seconds(1), for: .seconds(1), coldFactor: 3, coldFor: .seconds(2))
        )
        #expect(scenario.faults[7] == .failover(promotion: .seconds(1), at: .seconds(20), for: .seconds(1)))
    }

    @Test(
        "what is wrong is named with its place and what is valid",
        arguments: [
            (#", "duration": "60s", "speed": 1"#, "unknownKey", "speed", "valid are name, summary"),
            (#", "duration": "-1s""#, "outOfRange", "duration", "valid is 1ns to"),
            (#", "duration": "9e99s""#, "invalidValue", "duration", "up to a week"),
            (#", "duration": "60""#, "invalidValue", "duration", "a unit"),
            (#", "duration": 60"#, "invalidValue", "duration", "\"250ms\""),
            ("", "missingKey", "the file", "duration"),
            (
                #", "duration": "60s", "load": {"open": {"perSecond": -1}}"#, "outOfRange", "load.open.perSecond",
                "more than 0"
            ),
            (#", "duration": "60s", "load": {"open": {}}"#, "missingKey", "load.open", "perSecond"),
            (#", "duration": "60s", "load": {}"#, "invalidValue", "load", "one of open and closed"),
            (#", "duration": "20min", "load": {"open": {"perSecond": 9e7}}"#, "outOfRange", "duration", "at most 1e9"),
            (#", "duration": "60s", "writes": 1.5"#, "outOfRange", "writes", "0 to 1"),
            (#", "duration": "60s", "fanOut": 2, "writes": 0.5"#, "outOfRange", "fanOut", "a fanOut of 1"),
            (#", "duration": "60s", "policies": ["best"]"#, "unknownPolicy", "policies", "peakEWMA"),
            (
                #", "duration": "60s", "probes": {"backoff": {"jitter": 2}}"#, "invalidValue", "probes.backoff",
                "below 1"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "tired", "at": "1s", "for": "1s"}]"#, "invalidValue",
                "faults[0].kind", "valid is one of burst"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "paused", "nodes": ["r-3"], "at": "1s", "for": "1s"}]"#,
                "invalidFault", "faults[0].nodes[0]", "r-2"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "paused", "at": "1s", "for": "1s"}]"#, "invalidFault",
                "faults[0].nodes", "at least one"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "paused", "nodes": ["r-1"], "at": "90s", "for": "1s"}]"#,
                "outOfRange", "faults[0].at", "0s to 60s"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "slow", "by": "1s", "at": "1s", "for": "1s"}]"#,
                "unknownKey", "faults[0].by", "factor"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "zoneOutage", "zone": "b", "at": "1s", "for": "1s"}]"#,
                "invalidFault", "faults[0].zone", "valid are a"
            ),
            (
                #", "duration": "60s", "faults": [{"kind": "paused", "nodes": ["r-1"], "at": "1s", "for": "5s"}, {"kind": "killed", "nodes": ["r-1"], "at": "6s", "for": "1s"}]"#,
                "invalidFault", "faults[1]", "overlap"
            ),
        ]
    )
    func wrong(_ rest: String, _ code: String, _ place: String, _ valid: String) throws {
        let error = try error(rest)
        #expect(error.code.name == code)
        #expect(error.place == place)
        #expect(error.message.contains(valid), "\(error.message)")
    }

    @Test(
        "nodes that make no topology are refused",
        arguments: [
            (#""nodes": []"#, "nodes", "at least one"),
            (#""nodes": [{"name": "a", "weight": -1}]"#, "nodes", "at least 0"),
            (#""nodes": [{"name": "a", "weight": 0}]"#, "nodes", "greater than 0"),
            (#""nodes": [{"name": "a"}, {"name": "a"}]"#, "nodes", "id of its own"),
            (#""nodes": [{"name": "a", "role": "primary", "count": 2}]"#, "nodes", "one or none"),
            (#""nodes": [{"name": "a", "count": 0}]"#, "nodes[0].count", "1 to 100000"),
            (#""nodes": [{"name": "a", "servers": 0}]"#, "nodes[0].servers", "unlimited"),
            (#""nodes": [{"name": "a", "role": "boss"}]"#, "nodes[0].role", "primary"),
            (
                #""nodes": [{"name": "a", "service": {"constant": "1ms", "exponential": "1ms"}}]"#, "nodes[0].service",
                "one"
            ),
            (#""nodes": [{"name": "a", "service": {"exponential": "-1ms"}}]"#, "nodes[0].service.exponential", "0s to"),
            (#""nodes": [{"name": "a", "colour": 1}]"#, "nodes[0].colour", "weight"),
            (#""nodes": {}"#, "nodes", "a list"),
        ]
    )
    func nodes(_ nodes: String, _ place: String, _ valid: String) throws {
        let error = try error(#", "duration": "60s""#, nodes: nodes)
        #expect(error.place == place)
        #expect(error.message.contains(valid), "\(error.message)")
    }
}

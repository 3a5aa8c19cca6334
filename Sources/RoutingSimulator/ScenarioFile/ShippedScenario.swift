// SPDX-License-Identifier: Apache-2.0

/// A scenario that comes with the package, as the text of a ``ScenarioFile``: to be run, and to start from.
public struct ShippedScenario: Sendable, Hashable {
    /// What it is called on the command line.
    public let name: String

    /// The file.
    public let text: String

    /// All there are.
    public static let all = [
        healthy, primaryOnly, slowReplica, pausedReplica, killedReplica, flappingReplica, laggingReplica, writeBurst,
        failover,
        zoneOutage, recoveringHerd, linkerd, thousandNodes,
    ]

    /// The one of a name, nil where there is none.
    public static func named(_ name: String) -> ShippedScenario? {
        all.first { $0.name == name }
    }

    private static func ordinary(
        _ name: String,
        _ title: String,
        _ summary: String,
        rate: Int = 2_000,
        faults: String = "",
        more: String = ""
    ) -> ShippedScenario {
        let faults = faults.isEmpty ? "" : ",\n  \"faults\": [\n    \(faults)\n  ]"
        let more = more.isEmpty ? "" : ",\n  \(more)"
        return ShippedScenario(
            name: name,
            text: """
                {
                  "name": "\(title)",
                  "summary": "\(summary)",
                  "nodes": [
                    {"name": "primary", "role": "primary", "weight": 1, "servers": 8,
                     "service": {"logNormal": {"median": "2ms", "sigma": 0.6}}},
                    {"name": "replica", "count": 3, "weight": 2, "servers": 8,
                     "service": {"logNormal": {"median": "2ms", "sigma": 0.6}}, "lag": "20ms"}
                  ],
                  "load": {"open": {"perSecond": \(rate)}},
                  "duration": "60s",
                  "warmUp": "5s",
                  "sessions": 20000,
                  "writes": 0.02,
                  "processes": 4,
                  "timeout": "2s",
                  "goal": "50ms"\(more)\(faults)
                }

                """
        )
    }

    private static let healthy = ordinary(
        "healthy",
        "all healthy",
        "Nothing goes wrong: how evenly each policy spreads reads, and what that is worth.",
        rate: 9_000
    )

    private static let primaryOnly = ordinary(
        "primary-only",
        "the primary alone",
        "All reads on the primary, which is at three quarters of what it can do, against reads that are spread.",
        rate: 2_500,
        more: #""policies": ["primaryOnly", "weighted", "peakEWMA"]"#
    )

    private static let slowReplica = ordinary(
        "slow-replica",
        "one replica slow",
        "One of three replicas takes eight times as long for 20 seconds, as beside a competing load.",
        faults: #"{"kind": "slow", "nodes": ["replica-2"], "factor": 8, "at": "20s", "for": "20s"}"#
    )

    private static let pausedReplica = ordinary(
        "paused-replica",
        "one replica paused",
        "One of three replicas does nothing for 10 seconds and keeps its connections, as after SIGSTOP.",
        faults: #"{"kind": "paused", "nodes": ["replica-2"], "at": "20s", "for": "10s"}"#
    )

    private static let killedReplica = ordinary(
        "killed-replica",
        "one replica killed and restarted",
        "One of three replicas dies for 10 seconds and comes back with its caches cold.",
        faults: #"""
            {"kind": "killed", "nodes": ["replica-2"], "at": "20s", "for": "10s", "coldFactor": 3, "coldFor": "8s"}
            """#
    )

    private static let flappingReplica = ordinary(
        "flapping-replica",
        "one replica flapping",
        "One of three replicas dies for half a second every two seconds, for half a minute.",
        faults: #"""
            {"kind": "flapping", "nodes": ["replica-2"], "up": "1500ms", "down": "500ms", "at": "15s", "for": "30s"}
            """#
    )

    private static let laggingReplica = ordinary(
        "lagging-replica",
        "one replica lagging",
        "One of three replicas falls eight seconds behind, longer than sessions are pinned.",
        faults: #"{"kind": "lagging", "nodes": ["replica-2"], "by": "8s", "at": "15s", "for": "20s"}"#
    )

    private static let writeBurst = ordinary(
        "write-burst",
        "a burst of writes",
        "Thirty times the writes for ten seconds: more than replicas can replay, and pinned sessions crowd the primary.",
        faults: #"{"kind": "burst", "reads": 1, "writes": 30, "at": "20s", "for": "10s"}"#,
        more: #""replayTime": "2ms""#
    )

    private static let failover = ordinary(
        "failover",
        "a failover",
        "The primary dies; a replica is promoted after three seconds, and the old primary comes back as a replica.",
        faults: #"{"kind": "failover", "promotion": "3s", "at": "20s", "for": "15s"}"#
    )

    private static let zoneOutage = ShippedScenario(
        name: "zone-outage",
        text: """
            {
              "name": "a zone goes out",
              "summary": "One of three zones dies for fifteen seconds; reads prefer their own zone.",
              "nodes": [
                {"name": "primary", "role": "primary", "weight": 0, "zone": "a"},
                {"name": "a", "count": 2, "zone": "a"},
                {"name": "b", "count": 2, "zone": "b"},
                {"name": "c", "count": 2, "zone": "c"}
              ],
              "load": {"open": {"perSecond": 9000}},
              "duration": "60s",
              "warmUp": "5s",
              "sessions": 50000,
              "writes": 0.01,
              "processes": 6,
              "zones": ["a", "b", "c"],
              "network": {"near": "200us", "far": "1500us"},
              "timeout": "2s",
              "goal": "50ms",
              "faults": [
                {"kind": "zoneOutage", "zone": "b", "at": "20s", "for": "15s"}
              ]
            }

            """
    )

    private static let recoveringHerd = ShippedScenario(
        name: "recovering-herd",
        text: """
            {
              "name": "a herd recovers",
              "summary": "A third of thirty replicas dies at once and comes back cold; fifty processes find out by themselves.",
              "nodes": [
                {"name": "primary", "role": "primary", "weight": 0, "servers": 16},
                {"name": "replica", "count": 30, "servers": 4}
              ],
              "load": {"open": {"perSecond": 30000}},
              "duration": "30s",
              "warmUp": "3s",
              "sessions": 500000,
              "writes": 0.002,
              "processes": 50,
              "timeout": "2s",
              "goal": "50ms",
              "faults": [
                {"kind": "killed", "at": "10s", "for": "5s", "coldFactor": 4, "coldFor": "5s",
                 "nodes": ["replica-1", "replica-2", "replica-3", "replica-4", "replica-5",
                           "replica-6", "replica-7", "replica-8", "replica-9", "replica-10"]}
              ]
            }

            """
    )

    private static let linkerd = ShippedScenario(
        name: "linkerd-2016",
        text: """
            {
              "name": "one backend of eleven answers in 2 s",
              "summary": "The comparison of linkerd.io, Beyond Round Robin (2016): in time are about 95, 99 and 99.9 %.",
              "nodes": [
                {"name": "backend", "count": 11, "servers": "unlimited",
                 "service": {"logNormal": {"median": "167ms", "sigma": 0.03}}}
              ],
              "load": {"open": {"perSecond": 1000, "evenly": true}},
              "duration": "60s",
              "network": {"near": "0s"},
              "timeout": "never",
              "goal": "1s",
              "probes": "none",
              "faults": [
                {"kind": "stuck", "nodes": ["backend-3"], "time": "2s", "at": "15s", "for": "30s"}
              ],
              "policies": ["roundRobin", "leastOutstanding", "peakEWMA"]
            }

            """
    )

    private static let thousandNodes = ShippedScenario(
        name: "thousand-nodes",
        text: """
            {
              "name": "a thousand nodes",
              "summary": "A million requests to a thousand nodes, some of which are slow for a while.",
              "nodes": [
                {"name": "primary", "role": "primary", "weight": 0, "servers": 64},
                {"name": "replica", "count": 999}
              ],
              "load": {"open": {"perSecond": 100000}},
              "duration": "10s",
              "warmUp": "1s",
              "sessions": 1000000,
              "writes": 0.0002,
              "processes": 4,
              "goal": "50ms",
              "faults": [
                {"kind": "slow", "nodes": ["replica-7", "replica-77", "replica-777"], "factor": 40, "at": "4s", "for": "3s"}
              ],
              "policies": ["weighted", "roundRobin", "peakEWMA"]
            }

            """
    )
}

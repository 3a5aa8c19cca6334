// SPDX-License-Identifier: Apache-2.0

/// A ``Scenario`` as a file has it, with the policies to compare.
///
/// Decoding is strict: a key that is not known, a value of another type and a scenario that cannot be simulated throw
/// ``ScenarioError``, which names the place and says what is valid.
///
/// For example:
///
/// ```json
/// {
///   "name": "a slow replica",
///   "nodes": [
///     {"name": "primary", "role": "primary", "weight": 0},
///     {"name": "replica", "count": 3, "service": {"logNormal": {"median": "2ms", "sigma": 0.5}}}
///   ],
///   "load": {"open": {"perSecond": 2000}},
///   "duration": "60s",
///   "faults": [{"kind": "slow", "nodes": ["replica-2"], "factor": 10, "at": "20s", "for": "20s"}]
/// }
/// ```
public struct ScenarioFile: Sendable, Decodable {
    /// What is simulated.
    public let scenario: Scenario

    /// The names of the policies to compare, nil where the file names none.
    public let policies: [String]?

    /// The seed, nil where the file has none.
    public let seed: UInt64?

    static let keys = [
        "name", "summary", "nodes", "load", "duration", "warmUp", "sessions", "writes", "fanOut", "processes", "zones",
        "network", "timeout", "goal", "probes", "pinning", "stalenessLimit", "replayTime", "faults", "policies", "seed",
    ]

    /// Decodes a file.
    ///
    /// - Throws: ``ScenarioError``, or what the decoder throws of a text that is no JSON.
    public init(from decoder: any Decoder) throws {
        let file = try ObjectReader(decoder, keys: Self.keys, what: "a scenario")
        var scenario = Scenario(
            name: try file.required("name", valid: "a text"),
            nodes: try file.required("nodes", [NodeGroup].self, valid: "a list of groups of nodes")
        )
        if let text = try file.optional("summary", String.self, valid: "a text") { scenario.summary = text }
        if let load = try file.optional("load", Load.self, valid: Load.valid) { scenario.load = load }
        scenario.duration = try file.requiredDuration("duration")
        if let time = try file.duration("warmUp") { scenario.warmUp = time }
        if let count = try file.optional("sessions", Int.self, valid: "a whole number") { scenario.sessions = count }
        if let share = try file.optional("writes", Double.self, valid: "a share of 0 to 1") {
            guard share >= 0, share <= 1 else {
                throw ScenarioError(.outOfRange, at: "writes", "a share of \(share): valid is 0 to 1")
            }
            scenario.writesPerMillion = Int((share * 1e6).rounded())
        }
        if let count = try file.optional("fanOut", Int.self, valid: "a whole number") { scenario.fanOut = count }
        if let count = try file.optional("processes", Int.self, valid: "a whole number") { scenario.processes = count }
        if let zones = try file.optional("zones", [String].self, valid: "a list of texts") { scenario.zones = zones }
        if let network = try file.optional("network", Scenario.Network.self, valid: "an object") {
            scenario.network = network
        }
        if let time = try file.duration("timeout", orWord: "never") { scenario.timeout = time }
        if let time = try file.duration("goal") { scenario.goal = time }
        if let probes = try file.optional("probes", ProbeChoice.self, valid: "\"none\" or an object") {
            scenario.probes = probes.settings
        }
        if let time = try file.duration("pinning") { scenario.pinning = time }
        if let time = try file.duration("stalenessLimit", orWord: "none") { scenario.stalenessLimit = time }
        if let time = try file.duration("replayTime") { scenario.replayTime = time }
        if let faults = try file.optional("faults", [Fault].self, valid: "a list of faults") {
            scenario.faults = faults
        }
        policies = try file.optional("policies", [String].self, valid: "a list of names of policies")
        for name in policies ?? [] { _ = try SimulatedPolicy.named(name) }
        seed = try file.optional("seed", UInt64.self, valid: "a whole number of at least 0")
        try scenario.validate()
        self.scenario = scenario
    }
}

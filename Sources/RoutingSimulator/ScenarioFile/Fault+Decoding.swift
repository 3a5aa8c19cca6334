// SPDX-License-Identifier: Apache-2.0

extension Fault: Decodable {
    private static let kinds: [String: [String]] = [
        "slow": ["nodes", "factor"], "stuck": ["nodes", "time"], "paused": ["nodes"],
        "killed": ["nodes", "coldFactor", "coldFor"], "flapping": ["nodes", "up", "down"], "lagging": ["nodes", "by"],
        "zoneOutage": ["zone"], "failover": ["promotion"], "burst": ["reads", "writes"],
    ]

    /// Decodes a fault as ``ScenarioFile`` has it.
    ///
    /// - Throws: ``ScenarioError``.
    public init(from decoder: any Decoder) throws {
        let every = ["kind", "at", "for"]
        let all = every + Set(Self.kinds.values.joined()).sorted()
        let valid = "one of " + Self.kinds.keys.sorted().joined(separator: ", ")
        let kind = try ObjectReader(decoder, keys: all, what: "a fault").required("kind", String.self, valid: valid)
        guard let own = Self.kinds[kind] else {
            throw try ObjectReader(decoder, keys: all, what: "a fault")
                .error("kind", "there is no fault \"\(kind)\": valid is \(valid)")
        }
        let file = try ObjectReader(decoder, keys: every + own, what: "a fault of the kind \(kind)")
        let nodes = try file.optional("nodes", [String].self, valid: "a list of names of nodes") ?? []
        self.init(
            kind: try Self.kind(kind, file),
            nodes: nodes,
            start: try file.requiredDuration("at"),
            duration: try file.requiredDuration("for")
        )
    }

    private static func kind(_ name: String, _ file: ObjectReader) throws -> Kind {
        switch name {
        case "slow":
            return .slow(factor: try file.required("factor", valid: "a number above 0"))
        case "stuck":
            return .stuck(time: try file.requiredDuration("time"))
        case "killed":
            return .killed(
                coldFactor: try file.optional("coldFactor", valid: "a number above 0") ?? 1,
                coldFor: try file.duration("coldFor") ?? .seconds(5)
            )
        case "flapping":
            return .flapping(up: try file.requiredDuration("up"), down: try file.requiredDuration("down"))
        case "lagging":
            return .lagging(by: try file.requiredDuration("by"))
        case "zoneOutage":
            return .zoneOutage(try file.required("zone", valid: "a text"))
        case "failover":
            return .failover(promotion: try file.requiredDuration("promotion"))
        case "burst":
            return .burst(
                reads: try file.optional("reads", valid: "a number above 0") ?? 1,
                writes: try file.optional("writes", valid: "a number above 0") ?? 1
            )
        default:
            return .paused
        }
    }
}

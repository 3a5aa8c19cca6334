// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

extension Scenario {
    /// The nodes as the routers see them.
    func routingNodes() -> [Node] {
        nodes.flatMap { group in
            group.names.map {
                Node(id: NodeID($0), role: group.role, weight: group.weight, zone: group.zone)
            }
        }
    }

    /// The policy of the pinning; nil where nothing is pinned. Any pin that is validated makes one.
    var pinPolicy: PinPolicy? {
        pinning > .zero ? try? PinPolicy(duration: pinning, maximum: max(pinning, .seconds(60))) : nil
    }

    /// - Throws: ``ScenarioError`` that names the place and what is valid.
    func validate() throws(ScenarioError) {
        guard !nodes.isEmpty else {
            throw ScenarioError(.invalidTopology, at: "nodes", "there are no nodes: at least one is needed")
        }
        for (index, group) in nodes.enumerated() { try group.validate(at: "nodes[\(index)]") }
        let total = nodes.reduce(0) { $0 + $1.count }
        try Self.check(total <= 100_000, "nodes", "there are \(total) of them", "at most 100000")
        do throws(RoutingError) {
            _ = try Topology(routingNodes())
        } catch {
            throw ScenarioError(.invalidTopology, at: "nodes", error.message)
        }
        try validateTimes()
        try validateLoad()
        try validateFaults()
    }

    private func validateTimes() throws(ScenarioError) {
        try Self.check(duration, "duration", from: .nanoseconds(1), to: .seconds(86_400))
        try Self.check(warmUp, "warmUp", from: .zero, to: duration - .nanoseconds(1))
        try Self.check(network.near, "network.near", from: .zero, to: .seconds(60))
        try Self.check(network.far, "network.far", from: .zero, to: .seconds(60))
        if let timeout { try Self.check(timeout, "timeout", from: .microseconds(1), to: .seconds(3_600)) }
        try Self.check(goal, "goal", from: .nanoseconds(1), to: .seconds(3_600))
        try Self.check(pinning, "pinning", from: .zero, to: .seconds(86_400))
        try Self.check(replayTime, "replayTime", from: .zero, to: .seconds(60))
        if let stalenessLimit { try Self.check(stalenessLimit, "stalenessLimit", from: .zero, to: .seconds(86_400)) }
        if let probes {
            try Self.check(probes.interval, "probes.interval", from: .milliseconds(1), to: .seconds(3_600))
            try Self.check(probes.timeout, "probes.timeout", from: .milliseconds(1), to: .seconds(3_600))
        }
    }

    private func validateLoad() throws(ScenarioError) {
        switch load.kind {
        case .open(let rate, _):
            try Self.check(
                rate > 0 && rate <= 1e8,
                "load.open.perSecond",
                "the rate is \(rate)",
                "more than 0 and at most 1e8 requests in a second"
            )
            try Self.check(
                rate * duration.inSeconds * Double(max(1, fanOut)) <= 1e9,
                "duration",
                "\(DurationText.text(of: duration)) at this rate are more than 1e9 reads",
                "at most 1e9"
            )
        case .closed(let clients, let think):
            try Self.check((1...1_000_000).contains(clients), "load.closed.clients", "\(clients)", "1 to 1000000")
            try Self.check(think, "load.closed.think", from: .zero, to: .seconds(3_600))
        }
        try Self.check((1...10_000_000).contains(sessions), "sessions", "\(sessions)", "1 to 10000000")
        try Self.check((0...1_000_000).contains(writesPerMillion), "writes", "the share is outside", "0 to 1")
        try Self.check((1...1_000).contains(fanOut), "fanOut", "\(fanOut)", "1 to 1000")
        try Self.check(
            fanOut == 1 || writesPerMillion == 0,
            "fanOut",
            "requests of several reads cannot be mixed with writes",
            "a fanOut of 1, or writes of 0"
        )
        try Self.check((1...1_000).contains(processes), "processes", "\(processes)", "1 to 1000")
        let pairs = processes * nodes.reduce(0) { $0 + $1.count }
        try Self.check(
            pairs <= 10_000_000,
            "processes",
            "\(processes) processes times the nodes are \(pairs)",
            "at most 10000000"
        )
    }

    static func check(
        _ time: Duration,
        _ place: String,
        from least: Duration,
        to most: Duration
    ) throws(ScenarioError) {
        guard time < least || time > most else { return }
        let (low, high) = (DurationText.text(of: least), DurationText.text(of: most))
        throw ScenarioError(
            .outOfRange,
            at: place,
            "\(DurationText.text(of: time)) is out of range: valid is \(low) to \(high)"
        )
    }

    static func check(
        _ holds: Bool,
        _ place: String,
        _ what: String,
        _ valid: String
    ) throws(ScenarioError) {
        guard !holds else { return }
        throw ScenarioError(.outOfRange, at: place, "\(what): valid is \(valid)")
    }
}

extension NodeGroup {
    fileprivate func validate(at place: String) throws(ScenarioError) {
        try Scenario.check((1...100_000).contains(count), place + ".count", "\(count)", "1 to 100000")
        if let servers {
            try Scenario.check(
                (1...1_000_000).contains(servers),
                place + ".servers",
                "\(servers)",
                "1 to 1000000, or \"unlimited\""
            )
        }
        try Scenario.check(lag, place + ".lag", from: .zero, to: .seconds(86_400))
        try service.validate(at: place + ".service")
    }
}

extension ServiceTime {
    fileprivate func validate(at place: String) throws(ScenarioError) {
        let longest = Duration.seconds(86_400)
        switch shape {
        case .constant(let time):
            try Scenario.check(time, place + ".constant", from: .zero, to: longest)
        case .exponential(let mean):
            try Scenario.check(mean, place + ".exponential", from: .zero, to: longest)
        case .logNormal(let median, let sigma):
            try Scenario.check(median, place + ".logNormal.median", from: .zero, to: longest)
            try Scenario.check(sigma >= 0 && sigma <= 5, place + ".logNormal.sigma", "\(sigma)", "0 to 5")
        case .bimodal(let fast, let slow, let share):
            try Scenario.check(fast, place + ".bimodal.fast", from: .zero, to: longest)
            try Scenario.check(slow, place + ".bimodal.slow", from: .zero, to: longest)
            try Scenario.check(share >= 0 && share <= 1, place + ".bimodal.slowShare", "\(share)", "0 to 1")
        }
    }
}

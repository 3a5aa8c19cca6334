// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong in a ``Scenario``, from one moment on for some time.
public struct Fault: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case slow(factor: Double)
        case stuck(time: Duration)
        case paused
        case killed(coldFactor: Double, coldFor: Duration)
        case flapping(up: Duration, down: Duration)
        case lagging(by: Duration)
        case zoneOutage(String)
        case failover(promotion: Duration)
        case burst(reads: Double, writes: Double)
    }

    let kind: Kind

    /// The nodes, by name; empty where the kind of the fault says which, or it concerns none.
    public let nodes: [String]

    /// When it starts, from the start of the run.
    public let start: Duration

    /// How long it lasts.
    public let duration: Duration

    /// The nodes take so many times as long for each request.
    public static func slow(_ nodes: [String], by factor: Double, at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .slow(factor: factor), nodes: nodes, start: start, duration: time)
    }

    /// The nodes take exactly this long for each request.
    public static func stuck(_ nodes: [String], at time: Duration, at start: Duration, for length: Duration) -> Fault {
        Fault(kind: .stuck(time: time), nodes: nodes, start: start, duration: length)
    }

    /// The nodes do nothing and keep their connections, as after SIGSTOP.
    public static func paused(_ nodes: [String], at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .paused, nodes: nodes, start: start, duration: time)
    }

    /// The nodes die with all their connections, and come back at the end.
    ///
    /// - Parameters:
    ///   - coldFactor: How many times as long requests take once they are back, with caches cold. Default: 1.
    ///   - coldFor: For how long that is so. Default: 5 s.
    public static func killed(
        _ nodes: [String],
        at start: Duration,
        for time: Duration,
        coldFactor: Double = 1,
        coldFor: Duration = .seconds(5)
    ) -> Fault {
        Fault(kind: .killed(coldFactor: coldFactor, coldFor: coldFor), nodes: nodes, start: start, duration: time)
    }

    /// The nodes die and come back, again and again.
    public static func flapping(
        _ nodes: [String],
        up: Duration,
        down: Duration,
        at start: Duration,
        for time: Duration
    ) -> Fault {
        Fault(kind: .flapping(up: up, down: down), nodes: nodes, start: start, duration: time)
    }

    /// The nodes stop replaying until they are so far behind, stay so, and then catch up at four times the speed.
    public static func lagging(_ nodes: [String], by lag: Duration, at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .lagging(by: lag), nodes: nodes, start: start, duration: time)
    }

    /// All nodes of a zone die, and come back at the end.
    public static func zoneOutage(_ zone: String, at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .zoneOutage(zone), nodes: [], start: start, duration: time)
    }

    /// The primary dies; after some time the first replica that runs takes its place and its weight, and the client
    /// processes are told. At the end the old primary comes back as a replica.
    public static func failover(promotion: Duration, at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .failover(promotion: promotion), nodes: [], start: start, duration: time)
    }

    /// So many times the reads and the writes of an open load.
    public static func burst(reads: Double, writes: Double, at start: Duration, for time: Duration) -> Fault {
        Fault(kind: .burst(reads: reads, writes: writes), nodes: [], start: start, duration: time)
    }

    var end: Duration { start + duration }

    /// The name of the kind, as scenario files have it.
    var name: String {
        switch kind {
        case .slow: "slow"
        case .stuck: "stuck"
        case .paused: "paused"
        case .killed: "killed"
        case .flapping: "flapping"
        case .lagging: "lagging"
        case .zoneOutage: "zoneOutage"
        case .failover: "failover"
        case .burst: "burst"
        }
    }

    /// The fault in a few words: "replica-2 10 x slower".
    var label: String {
        let who = nodes.count <= 2 ? nodes.joined(separator: ", ") : "\(nodes.count) nodes"
        return switch kind {
        case .slow(let factor): "\(who) \(Self.plain(factor)) x slower"
        case .stuck(let time): "\(who) answers in \(DurationText.text(of: time))"
        case .paused: "\(who) paused"
        case .killed: "\(who) killed"
        case .flapping: "\(who) flapping"
        case .lagging(let lag): "\(who) lags by \(DurationText.text(of: lag))"
        case .zoneOutage(let zone): "zone \(zone) out"
        case .failover: "failover"
        case .burst(let reads, let writes): "\(Self.plain(reads)) x reads, \(Self.plain(writes)) x writes"
        }
    }

    private static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e9 ? "\(Int(number))" : "\(number)"
    }
}

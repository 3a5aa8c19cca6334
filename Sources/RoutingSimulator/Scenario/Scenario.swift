// SPDX-License-Identifier: Apache-2.0

/// What a simulation simulates: nodes, the load on them, and what goes wrong when.
///
/// Change what matters and leave the rest; ``Simulator`` checks the whole:
///
/// ```swift
/// var scenario = Scenario(name: "my cluster", nodes: [
///     .init(name: "primary", role: .primary, weight: 0),
///     .init(name: "replica", count: 3, weight: 1),
/// ])
/// scenario.load = .open(perSecond: 2_000)
/// scenario.faults = [.slow(["replica-2"], by: 10, at: .seconds(20), for: .seconds(20))]
/// let result = try Simulator(scenario).run(.peakEWMA, seed: 1)
/// ```
public struct Scenario: Sendable, Hashable {
    /// What it is called, in a few words.
    public var name: String

    /// What it is to show, in a sentence or two. Default: nothing.
    public var summary = ""

    /// The nodes, in groups of equal ones.
    public var nodes: [NodeGroup]

    /// How requests come. Default: 1,000 in a second, at random times.
    public var load: Load = .open(perSecond: 1_000)

    /// How long requests come. What is under way then is waited for. Default: one minute.
    public var duration: Duration = .seconds(60)

    /// What comes in before is not counted. Default: nothing.
    public var warmUp: Duration = .zero

    /// How many users there are, each with writes to see again. A closed load has as many as clients instead.
    /// Default: 1,000.
    public var sessions = 1_000

    /// How many requests of a million are writes. Default: none.
    public var writesPerMillion = 0

    /// Of how many reads a request consists that are sent at once and all waited for. Default: 1. Above 1 there are no
    /// writes.
    public var fanOut = 1

    /// How many processes send the requests, each with its own router, loads and probes. Default: 1.
    public var processes = 1

    /// The zones that the processes stand in, one after the other. Empty, the default: zones do not matter. Where there
    /// are any, reads prefer the zone of their process.
    public var zones: [String] = []

    /// The time that a message takes, one way.
    public var network = Network()

    /// When a caller gives up. Nil: never. Default: 1 s.
    public var timeout: Duration? = .seconds(1)

    /// What is in time: reads that are answered within are counted. Default: 1 s.
    public var goal: Duration = .seconds(1)

    /// How the processes watch the nodes. Nil: they do not, and nothing is ejected.
    public var probes: ProbeSettings? = ProbeSettings()

    /// For how long a session that wrote reads from the primary. Zero: not at all. Default: 5 s.
    public var pinning: Duration = .seconds(5)

    /// How far behind a node may be that serves a read. Nil, the default: any distance.
    public var stalenessLimit: Duration?

    /// The time that each write takes to replay on every replica; when writes come faster the lag grows. Default: 50 us.
    public var replayTime: Duration = .microseconds(50)

    /// What goes wrong.
    public var faults: [Fault] = []

    /// Makes a scenario of nodes and otherwise the defaults.
    public init(name: String, nodes: [NodeGroup]) {
        self.name = name
        self.nodes = nodes
    }
}

extension Scenario {
    /// The time that a message takes, one way.
    public struct Network: Sendable, Hashable {
        /// Within a zone, and where zones do not matter. Default: 250 us.
        public var near: Duration

        /// From one zone to another. Default: 1 ms.
        public var far: Duration

        /// Makes a network.
        public init(near: Duration = .microseconds(250), far: Duration = .milliseconds(1)) {
            self.near = near
            self.far = far
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// What a comparison of routing policies found, on simulated or real nodes: what the page, the tables and the JSON are
/// made of.
///
/// Times are in milliseconds, shares are 0 to 1. What was not measured is nil, which is not the same as 0.
public struct ComparisonReport: Sendable, Hashable, Codable {
    /// The version of the JSON's form that this code writes and reads.
    public static let currentFormat = 1

    /// The version of the form.
    public var format = currentFormat

    /// The title.
    public var title: String

    /// Whether the comparison was broken off, so that rounds or whole scenarios are missing.
    public var isPartial = false

    /// The command that makes the whole report again.
    public var command: String

    /// Where it was made, as pairs of a name and a value, to be shown in this order.
    public var environment: [Fact]

    /// The scenarios, in the order in which they ran.
    public var scenarios: [ScenarioReport] = []

    /// Makes a report without scenarios.
    public init(title: String, command: String, environment: [Fact]) {
        self.title = title
        self.command = command
        self.environment = environment
    }

    /// One thing to know about where a report was made: "cores", "2".
    public struct Fact: Sendable, Hashable, Codable {
        /// What it is.
        public var name: String
        /// What it was.
        public var value: String

        /// Makes a fact.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }
}

/// What a comparison found in one scenario.
public struct ScenarioReport: Sendable, Hashable, Codable {
    /// What the nodes were.
    public enum Ground: String, Sendable, Hashable, Codable {
        /// Simulated nodes, in simulated time.
        case simulated
        /// Real PostgreSQL.
        case real
    }

    /// The name, by which a later report finds it again.
    public var name: String

    /// The heading.
    public var title: String

    /// What happens in it, in a sentence or two.
    public var summary: String

    /// What the nodes were.
    public var ground: Ground

    /// The command that makes this scenario's charts again.
    public var command: String

    /// How long a round took, in seconds of the ground's time.
    public var seconds: Double

    /// What counts as in time, nil where nothing does.
    public var goal: Double?

    /// How many rounds there were to be for each policy.
    public var plannedRounds: Int

    /// What went wrong when.
    public var faults: [FaultMark] = []

    /// The policies, in the order in which they are compared.
    public var policies: [PolicyOutcome] = []

    /// Makes the report of a scenario without outcomes.
    public init(
        name: String,
        title: String,
        summary: String,
        ground: Ground,
        command: String,
        seconds: Double,
        goal: Double?,
        plannedRounds: Int
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.ground = ground
        self.command = command
        self.seconds = seconds
        self.goal = goal
        self.plannedRounds = plannedRounds
    }

    /// Whether rounds are missing.
    public var isPartial: Bool { policies.isEmpty || policies.contains { $0.rounds.count < plannedRounds } }

    /// A fault on the time axis.
    public struct FaultMark: Sendable, Hashable, Codable {
        /// The fault in a few words: "replica-2 paused".
        public var label: String
        /// The nodes it concerned.
        public var nodes: [String]
        /// When it started, in seconds.
        public var start: Double
        /// When it ended, in seconds.
        public var end: Double

        /// Makes a mark.
        public init(label: String, nodes: [String], start: Double, end: Double) {
            self.label = label
            self.nodes = nodes
            self.start = start
            self.end = end
        }
    }
}

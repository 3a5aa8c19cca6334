// SPDX-License-Identifier: Apache-2.0

/// What is wrong with a ``Scenario``, where, and what would be valid.
public struct ScenarioError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of error it is. New codes may be added, so a `switch` over it needs a `default`.
    public let code: Code

    /// The place in the scenario: `nodes[1].weight`.
    public let place: String

    /// One sentence for people: what is wrong, and what would be valid.
    public let message: String

    init(_ code: Code, at place: String, _ message: String) {
        self.code = code
        self.place = place
        self.message = message
    }

    /// The place and the message.
    public var description: String { "\(place): \(message)" }

    /// The kinds of ``ScenarioError``.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        /// The name of the code. It is stable.
        public let name: String

        /// The name of the code.
        public var description: String { name }

        /// A key that no scenario has.
        public static var unknownKey: Code { Code(name: "unknownKey") }

        /// A key that every such object has is not there.
        public static var missingKey: Code { Code(name: "missingKey") }

        /// A value of another type, or text that cannot be read.
        public static var invalidValue: Code { Code(name: "invalidValue") }

        /// A value outside of its range.
        public static var outOfRange: Code { Code(name: "outOfRange") }

        /// The nodes make no topology.
        public static var invalidTopology: Code { Code(name: "invalidTopology") }

        /// A fault names a node or a zone that there is not, or two contradict each other.
        public static var invalidFault: Code { Code(name: "invalidFault") }

        /// A policy that the simulator does not have.
        public static var unknownPolicy: Code { Code(name: "unknownPolicy") }
    }
}

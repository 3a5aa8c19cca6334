// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What happens to the cluster in a round.
enum ScenarioKind: String, CaseIterable, Sendable, ExpressibleByArgument {
    case healthy
    case slow
    case paused
    case killed
    case lagging
    case laggingWithSessions
    case writeBurst
    case primaryOnly

    /// The names begin alike where a simulated scenario of the same name could stand in the same report.
    var name: String { "real-\(rawValue)" }

    var title: String {
        switch self {
        case .healthy: "All nodes healthy"
        case .slow: "One replica slow"
        case .paused: "One replica paused"
        case .killed: "One replica killed and restarted"
        case .lagging: "One replica lagging"
        case .laggingWithSessions: "One replica lagging, with sessions"
        case .writeBurst: "A burst of writes"
        case .primaryOnly: "No replica, only the primary"
        }
    }

    /// Whether a visit of a client is a session, so that its reads after a write go to the primary.
    var hasSessions: Bool { self == .laggingWithSessions }

    var hasReplicas: Bool { self != .primaryOnly }

    /// The fault, if there is one.
    var fault: FaultKind? {
        switch self {
        case .healthy, .primaryOnly: nil
        case .slow: .slow
        case .paused: .paused
        case .killed: .killed
        case .lagging, .laggingWithSessions: .lagging
        case .writeBurst: .writeBurst
        }
    }

    /// How long a round is, against the others.
    var length: Double {
        switch self {
        case .primaryOnly: 0.5
        // Long enough for a probe to give the node up.
        case .paused: 2
        default: 1
        }
    }

    /// - Parameter victim: The replica that the fault is about.
    func summary(victim: String) -> String {
        switch self {
        case .healthy:
            "Nothing happens: who spreads the reads by the weights, and what the choice itself costs."
        case .slow:
            "\(victim) gets a fifth of its processor time for most of the round: its processes run for "
                + "\(Self.text(FaultKind.slowRun)) of each \(Self.text(FaultKind.slowPeriod)) and are stopped for the rest, as a container's "
                + "are that has used up its quota. It answers every read, late."
        case .paused:
            "All processes of \(victim) are stopped (SIGSTOP) for half of the round: its connections stay open and "
                + "nothing answers. Reads that hang there end when a probe gives the node up."
        case .killed:
            "All processes of \(victim) are killed (SIGKILL); a third of the round later the server is started again. "
                + "The time to take it back counts from when it takes connections. It is held until it has replayed what its "
                + "readers had seen before."
        case .lagging:
            "\(victim) applies each commit \(Self.text(FaultKind.applyDelay)) late. Clients do not use sessions, so that a read "
                + "may miss what its own client has written."
        case .laggingWithSessions:
            "\(victim) applies each commit \(Self.text(FaultKind.applyDelay)) late. Clients use sessions: after a write, the "
                + "later reads of the same visit go to the primary."
        case .writeBurst:
            "For a third of the round two more clients change \(WriteBurst.rows) rows with every statement, on the "
                + "primary, which the replicas have to replay."
        case .primaryOnly:
            "A cluster without replicas: what each policy costs where there is nothing to choose."
        }
    }

    private static func text(_ time: Duration) -> String { "\(Int(time / .milliseconds(1))) ms" }
}

// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting
import PolicyReport

/// What goes wrong in a round, and when.
enum FaultKind: Sendable {
    case slow
    case paused
    case killed
    case lagging
    case writeBurst

    static let slowPeriod: Duration = .milliseconds(100)
    static let slowRun: Duration = .milliseconds(20)
    static let applyDelay: Duration = .milliseconds(400)

    /// When it starts and ends, as parts of a round.
    var span: (start: Double, end: Double) {
        switch self {
        case .slow, .lagging: (0.15, 0.85)
        case .paused: (0.2, 0.7)
        case .killed, .writeBurst: (0.25, 0.6)
        }
    }

    /// Whether the cluster is to take the node out.
    var isDeadly: Bool { self == .paused || self == .killed }

    /// Whether it is about one replica.
    var hasVictim: Bool { self != .writeBurst }

    func mark(victim: String, seconds: Double) -> ScenarioReport.FaultMark {
        let label =
            switch self {
            case .slow: "\(victim) slow"
            case .paused: "\(victim) paused"
            case .killed: "\(victim) dead"
            case .lagging: "\(victim) lagging"
            case .writeBurst: "burst of writes"
            }
        return ScenarioReport.FaultMark(
            label: label,
            nodes: hasVictim ? [victim] : [],
            start: span.start * seconds,
            end: span.end * seconds
        )
    }
}

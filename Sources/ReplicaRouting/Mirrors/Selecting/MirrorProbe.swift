// SPDX-License-Identifier: Apache-2.0

/// Finds out whether a candidate is reachable.
///
/// For example, one that asks a table:
///
///     struct TableProbe: MirrorProbe {
///         let reachable: Set<Int>
///
///         func probe(_ mirror: StackMirror, timeout: Duration) async -> ProbeOutcome {
///             reachable.contains(mirror.id) ? .reachable : .unreachable(reason: "not in the table")
///         }
///     }
public protocol MirrorProbe<Candidate>: Sendable {
    /// What it probes.
    associatedtype Candidate: MirrorCandidate

    /// Probes a candidate.
    ///
    /// The task is cancelled when nobody needs the result any more. A probe that takes no notice, of that or of the
    /// timeout, wastes its own resources and holds nothing up.
    ///
    /// - Parameters:
    ///   - candidate: What to probe.
    ///   - timeout: How long the result is waited for.
    func probe(_ candidate: Candidate, timeout: Duration) async -> ProbeOutcome
}

/// The result of a probe.
public enum ProbeOutcome: Sendable, Hashable {
    /// It is there and serves what it is to serve.
    case reachable

    /// It is not, and why, in a few words without secrets.
    case unreachable(reason: String)
}

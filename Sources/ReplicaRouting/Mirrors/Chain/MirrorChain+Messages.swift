// SPDX-License-Identifier: Apache-2.0

/// The number of one probe. A result that bears another number is out of date and ignored.
public struct ProbeTicket: Sendable, Hashable {
    let number: UInt64
}

extension MirrorChain {
    /// What happened.
    public enum Event: Sendable {
        /// Somebody needs a mirror. A choice begins, unless one is under way or the last one still holds.
        case choose

        /// Nobody needs the choice any more: it ends, and its probes with it.
        case abandon

        /// A probe found its mirror reachable.
        case probeSucceeded(ProbeTicket)

        /// A probe found its mirror not reachable, and why, in a few words without secrets.
        case probeFailed(ProbeTicket, reason: String)

        /// A tile of this mirror arrived.
        case tileSucceeded(Candidate.ID)

        /// A tile of this mirror did not arrive, and why, in a few words without secrets.
        case tileFailed(Candidate.ID, reason: String)

        /// Keep the choice right from now on: probe the mirror in use and the better-placed ones in rounds.
        case watch

        /// Stop that.
        case unwatch

        /// Time has passed: ``MirrorChain/nextWake`` is reached.
        case tick
    }

    /// What is to be done.
    public enum Action: Sendable {
        /// Probe this candidate and report the result under this ticket. After the timeout nobody waits for it.
        case probe(ProbeTicket, Candidate, timeout: Duration)

        /// Nobody needs the result of this probe any more.
        case cancel(ProbeTicket)

        /// A choice is made, or confirmed.
        case decided(MirrorDecision<Candidate.ID>)

        /// None is reachable. With ``MirrorChainConfiguration/staysOnLast`` the mirror that is stayed on.
        case noneReachable(MirrorError, stayingOn: Candidate.ID?)
    }
}

/// Which mirror is to be used, and why.
public struct MirrorDecision<ID: Hashable & Sendable>: Sendable, Hashable {
    /// The mirror to use.
    public let mirror: ID

    /// The mirror that was in use before, which may be the same; nil at first.
    public let previous: ID?

    /// Why it is this one.
    public let cause: MirrorDecisionCause

    /// The mirrors that were tried before it, and why it was not one of them. A warning to a user names them.
    public let passedOver: [MirrorFailure]

    /// Whether the mirror is another one than before.
    public var isChange: Bool { mirror != previous }
}

/// Why a ``MirrorDecision`` is what it is. New causes may be added.
public struct MirrorDecisionCause: Sendable, Hashable, CustomStringConvertible {
    /// The name of the cause, such as `fallback`. It is stable: fit for logs and metrics.
    public let name: String

    /// The name of the cause.
    public var description: String { name }

    /// It is the preferred one.
    public static var preferred: MirrorDecisionCause { .init(name: "preferred") }

    /// It is the remembered one.
    public static var remembered: MirrorDecisionCause { .init(name: "remembered") }

    /// It is the first in order of position.
    public static var first: MirrorDecisionCause { .init(name: "first") }

    /// Those before it are not reachable.
    public static var fallback: MirrorDecisionCause { .init(name: "fallback") }

    /// It is better placed than the one before and has proved to be back.
    public static var recovered: MirrorDecisionCause { .init(name: "recovered") }

    /// It is in use, and the last good result still holds.
    public static var cached: MirrorDecisionCause { .init(name: "cached") }
}

/// How a mirror stands in its chain.
public enum MirrorStatus: Sendable, Hashable {
    /// It has not been probed yet.
    case untried

    /// It is being probed.
    case probing

    /// It was reachable when it was last tried.
    case reachable

    /// It was not, and why.
    case unreachable(reason: String)
}

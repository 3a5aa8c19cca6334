// SPDX-License-Identifier: Apache-2.0

/// The health of one node: a state machine that is told what happened and answers what to do.
///
/// It holds no timer and no connection. Whoever drives it runs the probes it asks for and publishes its
/// ``state`` in the topology (``apply(to:)``). These are all its transitions:
///
/// | state | event | next state | action |
/// | --- | --- | --- | --- |
/// | probing | probe succeeded | up | readmit |
/// | probing | probe failed | down, 1 failure | eject, probe after the backoff |
/// | probing | traffic failed | down, 1 failure | eject, probe after the backoff |
/// | up | probe succeeded | up | none |
/// | up | probe failed | down, 1 failure | eject, probe after the backoff |
/// | up | traffic failed | down, 1 failure | eject, probe after the backoff |
/// | down, probing | answered, held | catching up, 0 failures | probe again after the shortest pause |
/// | down | probe succeeded | up, 0 failures | readmit |
/// | down | probe failed | down, 1 failure more | probe again after a longer backoff |
/// | down | traffic failed | down, as before | none |
/// | catching up | answered, held | catching up | probe again after the shortest pause |
/// | catching up | probe succeeded | up | readmit |
/// | catching up | probe failed | down, 1 failure | eject, probe after the backoff |
/// | catching up | traffic failed | catching up, as before | none |
/// | up | answered, held | up | none |
///
/// The first failure ejects: these are failures of the connection, not of a query. Traffic that fails while the
/// node is down or catching up already (requests that were under way) changes nothing, so that a burst of it cannot
/// drive up the backoff: only probes count. Whether a standby that answers again is held is ``CatchUp``'s to say. The
/// state is never draining; that is for the operator to say.
public struct NodeHealth: Sendable, Hashable {
    /// What happened to the node.
    public enum Event: Sendable, Hashable {
        /// A probe found that the node works.
        case probeSucceeded

        /// A probe found that the node works again, and that it is not to serve reads yet; and why, in a few words
        /// without secrets.
        case answeredHeld(reason: String)

        /// A probe failed, and why, in a few words without secrets.
        case probeFailed(reason: String)

        /// The connection failed under a request, and why, in a few words without secrets.
        case trafficFailed(reason: String)
    }

    /// What is to be done about it.
    public enum Action: Sendable, Hashable {
        /// Nothing.
        case none

        /// Send the node no more traffic, and probe it at this instant.
        case eject(nextProbe: RoutingInstant)

        /// Leave the node without traffic, and probe it again at this instant.
        case probeAgain(at: RoutingInstant)

        /// Send the node traffic again.
        case readmit
    }

    /// How long to wait between the probes of a node that is down.
    public let backoff: Backoff

    /// Whether the node may get traffic: up, down, catching up or probing.
    public private(set) var state: NodeState

    /// The failure that ejected the node and the failed probes since; 0 while it answers.
    public private(set) var consecutiveFailures = 0

    /// When the node was ejected, nil while it is neither down nor catching up.
    public private(set) var downSince: RoutingInstant?

    /// Why the node is down, from the latest failure that counted, or why it is held; nil otherwise.
    public private(set) var reason: String?

    /// The health of a node that is taken to be up until something fails.
    public init(backoff: Backoff = Backoff()) {
        self.init(backoff: backoff, state: .up)
    }

    /// The health of a node that gets no traffic until its first probe has succeeded.
    public static func unproven(backoff: Backoff = Backoff()) -> NodeHealth {
        NodeHealth(backoff: backoff, state: .probing)
    }

    private init(backoff: Backoff, state: NodeState) {
        self.backoff = backoff
        self.state = state
    }

    /// Takes in what happened and says what to do about it, by the table above.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When it happened.
    ///   - generator: Where the jitter of the backoff comes from.
    /// - Returns: What is to be done now.
    public mutating func handle(
        _ event: Event,
        at now: RoutingInstant,
        using generator: inout RoutingGenerator
    ) -> Action {
        switch (state, event) {
        case (.up, .probeSucceeded), (.up, .answeredHeld), (.down, .trafficFailed), (.catchingUp, .trafficFailed):
            return .none
        case (_, .answeredHeld(let reason)):
            state = .catchingUp
            consecutiveFailures = 0
            self.reason = reason
            return .probeAgain(at: now.advanced(by: backoff.delay(afterFailures: 1, using: &generator)))
        case (_, .probeSucceeded):
            state = .up
            consecutiveFailures = 0
            downSince = nil
            reason = nil
            return .readmit
        case (.down, .probeFailed(let reason)):
            return .probeAgain(at: countFailure(reason, at: now, using: &generator))
        case (_, .probeFailed(let reason)), (_, .trafficFailed(let reason)):
            state = .down
            downSince = now
            return .eject(nextProbe: countFailure(reason, at: now, using: &generator))
        }
    }

    /// Writes the state and the reason into a status, and leaves its role and lag as they are. A node that an
    /// operator is draining stays so.
    public func apply(to status: inout NodeStatus) {
        guard status.state != .draining else { return }
        status.state = state
        status.reason = reason
    }

    private mutating func countFailure(
        _ reason: String,
        at now: RoutingInstant,
        using generator: inout RoutingGenerator
    ) -> RoutingInstant {
        // Saturates, as a node may be down for ever.
        consecutiveFailures = max(consecutiveFailures, consecutiveFailures &+ 1)
        self.reason = reason
        return now.advanced(by: backoff.delay(afterFailures: consecutiveFailures, using: &generator))
    }
}

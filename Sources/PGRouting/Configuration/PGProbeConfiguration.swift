// SPDX-License-Identifier: Apache-2.0

internal import PGClient
public import ReplicaRouting

/// How the nodes of a cluster are watched in the background.
public struct PGProbeConfiguration: Sendable, Hashable {
    /// The time between two probes of a node that is up. Each is shortened or lengthened by up to a tenth, so that
    /// many clients do not probe in step. Default: 1 second.
    public var interval: Duration

    /// How long a probe may take, connecting and asking each, before the node counts as down. Default: 2 seconds.
    public var timeout: Duration

    /// The times between two probes of a node that is down.
    public var backoff: Backoff

    /// Makes a configuration.
    public init(interval: Duration = .seconds(1), timeout: Duration = .seconds(2), backoff: Backoff = Backoff()) {
        self.interval = interval
        self.timeout = timeout
        self.backoff = backoff
    }

    /// - Throws: `PGError` with the code `invalidConfiguration`.
    func validate() throws(PGError) {
        guard interval > .zero, timeout > .zero else {
            throw PGError(
                .invalidConfiguration,
                "a probe interval of \(interval) and a probe time-out of \(timeout) cannot be; both must be more than zero"
            )
        }
    }
}

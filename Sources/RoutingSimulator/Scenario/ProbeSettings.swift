// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

/// How client processes watch the nodes. The defaults are those of a cluster.
public struct ProbeSettings: Sendable, Hashable {
    /// The time between two probes of a node that is up, give or take a tenth. Default: 1 s.
    public var interval: Duration

    /// How long a probe may take. Default: 2 s.
    public var timeout: Duration

    /// The times between two probes of a node that is down.
    public var backoff: Backoff

    /// Makes settings.
    public init(interval: Duration = .seconds(1), timeout: Duration = .seconds(2), backoff: Backoff = Backoff()) {
        self.interval = interval
        self.timeout = timeout
        self.backoff = backoff
    }
}

// SPDX-License-Identifier: Apache-2.0

internal import PGClient
public import ReplicaRouting

/// How the nodes of a cluster are watched in the background.
public struct PGProbeConfiguration: Sendable, Hashable {
    /// The time between two probes of a node that is up. Each is shortened or lengthened by up to a tenth, so that
    /// many clients do not probe in step. Default: 1 second.
    public var interval: Duration

    /// How long a node may take to answer a probe before it counts as down. Default: 2 seconds.
    ///
    /// A connection for the probe may take as long as any connection, if that is longer (the cluster's
    /// `connectTimeout`): to begin a session is slow on a healthy server, too, while a crowd of clients connects.
    /// Afterwards the probes keep their connection, so a node that stops answering is found out after the time-out
    /// alone.
    public var timeout: Duration

    /// The times between two probes of a node that is down.
    public var backoff: Backoff

    /// The longest that a standby which answers again is kept from the reads until it has replayed what its readers may
    /// have seen. Default: 10 seconds. Zero takes it back with its first answer: reads through it may then go back in
    /// time.
    ///
    /// `CatchUp` has the rule. Meanwhile the standby is in the state `catchingUp`, is probed in the shortest pause of
    /// the backoff, and gets only those reads that no other node may serve.
    public var readmissionHold: Duration

    /// Makes a configuration.
    public init(
        interval: Duration = .seconds(1),
        timeout: Duration = .seconds(2),
        backoff: Backoff = Backoff(),
        readmissionHold: Duration = .seconds(10)
    ) {
        self.interval = interval
        self.timeout = timeout
        self.backoff = backoff
        self.readmissionHold = readmissionHold
    }

    /// - Throws: `PGError` with the code `invalidConfiguration`.
    func validate() throws(PGError) {
        guard interval > .zero, timeout > .zero else {
            throw PGError(
                .invalidConfiguration,
                "a probe interval of \(interval) and a probe time-out of \(timeout) cannot be; both must be more than zero"
            )
        }
        guard readmissionHold >= .zero else {
            throw PGError(
                .invalidConfiguration,
                "a readmission hold of \(readmissionHold) cannot be; it must be zero or more"
            )
        }
    }
}

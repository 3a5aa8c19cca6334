// SPDX-License-Identifier: Apache-2.0

public import ReplicaRouting

extension PGCluster {
    /// Runs `body` with each read in it, in its child tasks too, on the primary, unless the read itself names a node.
    ///
    /// - Throws: What `body` throws.
    public func withPrimary<Value, Failure: Error>(
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await RoutingScope.withReadTarget(.primary, body)
    }

    /// Runs `body` with each read in it, in its child tasks too, on one replica, unless the read itself names a node.
    ///
    /// - Parameter index: Counted from 1. The replica is looked up once, here, so that it stays the same one whatever becomes
    ///   of the others; nil, 0 and -1 choose none.
    /// - Throws: What `body` throws, and `RoutingError` for an index that is out of range.
    public func withReplica<Value>(index: Int?, _ body: () async throws -> Value) async throws -> Value {
        let list = InstanceList(replicasOf: topology)
        let reference = try list.resolve(ReplicaIndex(index, of: list.names.count))
        return try await RoutingScope.withReadTarget(reference?.target, body)
    }

    /// Runs `body` in a session, a request of a user for example: once something is written in it, its later reads go to
    /// the primary, in child tasks too, so that the user sees what they wrote.
    ///
    /// ```swift
    /// try await cluster.withSession {
    ///     try await cluster.write { try await $0.execute("UPDATE stack SET title = \(title) WHERE id = \(id)") }
    ///     try await cluster.read { ... }    // on the primary
    /// }
    /// ```
    ///
    /// - Parameter session: Default: a new one. To go on with a session, in a background job or in the user's next request,
    ///   hand it over; a `PinMarker` carries it from one request to the next.
    /// - Throws: What `body` throws.
    public func withSession<Value, Failure: Error>(
        _ session: RoutingSession = RoutingSession(),
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await RoutingScope.withSession(session, body)
    }

    /// A session that goes on with what a marker from an earlier request says; without a valid marker, a new one. A marker
    /// that is forged, expired, foreign or malformed pins nothing.
    ///
    /// - Parameters:
    ///   - marker: The payload of the marker, whose signature has been found to be right; `nil` where none came.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC).
    public func session(continuing marker: (some Collection<UInt8>)?, at milliseconds: Int64) -> RoutingSession {
        guard let marker else { return RoutingSession() }
        let verdict = PinMarker.verdict(
            on: marker,
            cluster: configuration.name,
            at: milliseconds,
            policy: configuration.pinning
        )
        return RoutingSession(verdict, at: now)
    }

    /// What the user's next requests need in order to see what was written in a session; nil where nothing was.
    ///
    /// - Parameter milliseconds: The time, in milliseconds since 1970 (UTC).
    public func marker(for session: RoutingSession, at milliseconds: Int64) -> PinMarker? {
        session.marker(cluster: configuration.name, at: milliseconds, policy: configuration.pinning)
    }
}

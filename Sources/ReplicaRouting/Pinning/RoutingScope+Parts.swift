// SPDX-License-Identifier: Apache-2.0

extension RoutingScope {
    /// Runs `body` with `readTarget` set.
    ///
    /// For example:
    ///
    /// ```swift
    /// await RoutingScope.withReadTarget(.primary) {
    ///     await invoice(id)       // its reads go to the primary
    /// }
    /// ```
    ///
    /// An inner `nil` means that nothing is said.
    ///
    /// - Throws: What `body` throws.
    public static func withReadTarget<Value, Failure: Error>(
        _ target: ReadTarget?,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await with({ $0.readTarget = target }, body)
    }

    /// Runs `body`, which does not suspend, with `readTarget` set. It is the same otherwise.
    ///
    /// - Throws: What `body` throws.
    public static func withReadTarget<Value, Failure: Error>(
        _ target: ReadTarget?,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try with({ $0.readTarget = target }, body)
    }

    /// Runs `body` in a session, a new one by default: once something is written in it (``RoutingSession/noteWrite()``), its
    /// reads go to the primary.
    ///
    /// What is written in an inner session does not pin the outer one. To go on with a session, in a background job for
    /// instance, hand it over.
    ///
    /// - Throws: What `body` throws.
    public static func withSession<Value, Failure: Error>(
        _ session: RoutingSession = RoutingSession(),
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        try await with({ $0.session = session }, body)
    }

    /// Runs `body`, which does not suspend, in a session. It is the same otherwise.
    ///
    /// - Throws: What `body` throws.
    public static func withSession<Value, Failure: Error>(
        _ session: RoutingSession = RoutingSession(),
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        try with({ $0.session = session }, body)
    }
}

extension RoutingRequest {
    /// Takes over what holds in a scope. What the request says itself comes first.
    ///
    /// - A read without a target gets the scope's.
    /// - One that has no target then either is pinned if the session is. So what a scope or a call asks for by name it
    ///   gets, and a cluster's default replica index, which comes last, never beats a pin.
    /// - One that is ordinary becomes of the scope's kind, and one without a sticky key gets the scope's.
    public mutating func apply(_ scope: RoutingScope, at now: RoutingInstant) {
        guard intent == .read else { return }
        if hasNoTarget, let scoped = scope.readTarget { target = scoped }
        if hasNoTarget, let session = scope.session, session.isPinned(at: now) { isPinned = true }
        if workload == .ordinary { workload = scope.workload }
        stickyKey = stickyKey ?? scope.stickyKey
    }

    /// Takes over what holds in the current scope, as ``apply(_:at:)`` does.
    package mutating func applyCurrentScope(at now: RoutingInstant) {
        if let bound = RoutingScope.bound { apply(bound.scope, at: now) }
    }

    /// Sends a bulk read that names no target and is not pinned to a cluster's default replica.
    public mutating func apply(defaultForBulk target: ReadTarget?) {
        guard intent == .read, workload == .bulk, hasNoTarget, !isPinned, let target else { return }
        self.target = target
    }
}

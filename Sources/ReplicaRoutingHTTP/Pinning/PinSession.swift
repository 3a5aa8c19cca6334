// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import ReplicaRouting

/// The pin marker as a value in a server's own session store.
///
/// Store it under a key of its own where the store allows that: whoever writes back a whole session that was read
/// before somebody else's write loses that write's marker.
///
/// For example:
///
/// ```swift
/// let pins = try PinSession(cluster: "stacks")
///
/// let session = RoutingSession(pinnedBy: pins.verdict(on: store.value(of: user), at: UnixTime.now()))
/// let response = try await RoutingScope.withSession(session) { try await answer(request) }
/// if let value = pins.value(after: session, at: UnixTime.now()) {
///     store.set(value, for: user, lifetime: pins.lifetime)
/// }
/// ```
public struct PinSession: Sendable {
    /// The name of the cluster that is written to and read from.
    public let cluster: String

    /// How long a write pins.
    public let policy: PinPolicy

    /// How long the value is good for: a store may forget it then.
    public var lifetime: Duration { policy.duration }

    private let signer: PinSigner?

    /// Makes the session form.
    ///
    /// - Parameters:
    ///   - cluster: The name of the cluster, 1 to 255 bytes of UTF-8; the same on all servers of an application.
    ///   - signer: Has the keys. Nil, the default: values are not signed, which will do for a store that only the
    ///     servers write to. It will not for sessions that live at the client.
    ///   - policy: How long a write pins. Default: 5 s.
    /// - Throws: ``PinError`` with the code ``PinError/Code/invalidCluster``.
    public init(cluster: String, signer: PinSigner? = nil, policy: PinPolicy = PinPolicy()) throws(PinError) {
        try ClusterName.validate(cluster)
        self.cluster = cluster
        self.signer = signer
        self.policy = policy
    }

    /// Judges the value that is in the session.
    ///
    /// - Parameters:
    ///   - value: The value, of any length and content, nil where there is none.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC); see ``UnixTime``.
    /// - Returns: What it is worth, nil where there is none.
    public func verdict(on value: String?, at milliseconds: Int64) -> PinMarker.Verdict? {
        guard let value else { return nil }
        if let signer { return signer.verdict(on: value, cluster: cluster, at: milliseconds, policy: policy) }
        guard value.utf8.count <= PinSigner.maximumLength else { return .malformed }
        return PinMarker.verdict(on: value.utf8, cluster: cluster, at: milliseconds, policy: policy)
    }

    /// The value to be stored when something was written in the session, else nil: then leave what is stored alone.
    ///
    /// - Parameters:
    ///   - session: The session in which the request was answered.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC); see ``UnixTime``.
    public func value(after session: RoutingSession, at milliseconds: Int64) -> String? {
        guard let marker = session.marker(cluster: cluster, at: milliseconds, policy: policy) else { return nil }
        return signer?.sign(marker) ?? String(decoding: marker.payload, as: UTF8.self)
    }
}
#endif

// SPDX-License-Identifier: Apache-2.0

#if HTTP
public import ReplicaRouting

extension RoutingSession {
    /// Makes the session of a request.
    ///
    /// One that begins pinned stays so to its end: no request goes from the primary to a replica, and so back in time,
    /// half-way.
    ///
    /// - Parameter verdict: What the marker that came with the request is worth, nil where none came.
    public convenience init(pinnedBy verdict: PinMarker.Verdict?) {
        self.init()
        if case .pinned = verdict { pin() }
    }
}
#endif

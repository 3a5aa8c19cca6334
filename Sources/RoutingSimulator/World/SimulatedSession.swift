// SPDX-License-Identifier: Apache-2.0

internal import ReplicaRouting

/// A user: what must be seen of earlier writes, and the marker that pins reads after one. Each request of a user is a
/// piece of work of its own, as with a web server, so the marker is what crosses from one to the next.
struct SimulatedSession: BitwiseCopyable {
    private static let cluster = "simulated"

    /// When the latest acknowledged write can be seen on a replica without lag of its own.
    private(set) var mustSee = Int64.min

    /// When the marker ends, in milliseconds; the least there is where there is no marker.
    private var expiry = Int64.min

    /// Whether a read that comes in now is pinned: what the library makes of the marker.
    @inline(__always)
    func isPinned(at now: Int64, _ policy: PinPolicy?) -> Bool {
        guard let policy, expiry != .min else { return false }
        let marker = PinMarker(cluster: Self.cluster, expiry: expiry)
        let instant = RoutingInstant(nanoseconds: now)
        let verdict = marker.verdict(cluster: Self.cluster, at: now / 1_000_000, policy: policy)
        return RoutingSession(verdict, at: instant).isPinned(at: instant)
    }

    /// A write was acknowledged.
    mutating func noteWrite(visible: Int64, at now: Int64, _ policy: PinPolicy?) {
        mustSee = max(mustSee, visible)
        guard let policy else { return }
        let session = RoutingSession()
        session.noteWrite()
        expiry = session.marker(cluster: Self.cluster, at: now / 1_000_000, policy: policy)?.expiry ?? .min
    }
}

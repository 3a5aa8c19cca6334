// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// What has been written in a piece of work, such as one request of a user: after a write its reads go to the primary, so
/// that the user sees what they wrote.
///
/// Child tasks share it through ``RoutingScope``. A background job that should go on with it is handed the session and
/// takes it up with `RoutingScope.withSession`. It holds no lock.
public final class RoutingSession: Sendable {
    /// Nanoseconds of the routing clock up to which it is pinned; the highest of all after a write.
    private let pinnedUntil: Atomic<Int64>

    private static var never: Int64 { .min }
    private static var forEver: Int64 { .max - 1 }
    private static var written: Int64 { .max }

    /// Makes a session in which nothing was written and nothing is pinned.
    public init() {
        pinnedUntil = Atomic(Self.never)
    }

    /// Makes a session that is pinned from its start, because of something written before it.
    ///
    /// - Parameter instant: When that ends.
    public init(pinnedUntil instant: RoutingInstant) {
        pinnedUntil = Atomic(min(instant.nanoseconds, Self.forEver))
    }

    /// Makes a session that a marker pins for the rest of its time, or not.
    ///
    /// - Parameters:
    ///   - verdict: What is in the marker that came with the request; see ``PinMarker/verdict(on:cluster:at:policy:)``.
    ///   - now: The same moment on the routing clock.
    public convenience init(_ verdict: PinMarker.Verdict, at now: RoutingInstant) {
        switch verdict {
        case .pinned(let rest): self.init(pinnedUntil: now.advanced(by: rest))
        case .malformed, .foreign, .expired, .tooFarAhead: self.init()
        }
    }

    /// Whether something was written in the session. It is never reset.
    public var hasWritten: Bool { pinnedUntil.load(ordering: .acquiring) == Self.written }

    /// Whether the session's reads go to the primary.
    public func isPinned(at now: RoutingInstant) -> Bool {
        pinnedUntil.load(ordering: .acquiring) > now.nanoseconds
    }

    /// Something was written, or a transaction that wrote was committed: the session is pinned from now on, and
    /// ``hasWritten``.
    public func noteWrite() { pinnedUntil.store(Self.written, ordering: .releasing) }

    /// Pins the session from now on although nothing was written.
    public func pin() {
        pinnedUntil.max(Self.forEver, ordering: .acquiringAndReleasing)
    }

    /// The marker that lets the user's next requests see what was written here, nil when nothing was.
    ///
    /// - Parameters:
    ///   - cluster: The name of the cluster that was written to.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC).
    ///   - policy: How long they are pinned.
    public func marker(cluster: String, at milliseconds: Int64, policy: PinPolicy = PinPolicy()) -> PinMarker? {
        hasWritten ? PinMarker(cluster: cluster, from: milliseconds, policy: policy) : nil
    }
}

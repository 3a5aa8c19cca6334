// SPDX-License-Identifier: Apache-2.0

/// What a user carries from one request to the next, so that reads see what was written in the one before: which cluster
/// was written to, and until when reads of it are pinned to the primary.
///
/// It goes into a session, or signed into a cookie. ``payload`` is what is to be signed; nothing here is secret or
/// signed. What comes back is judged by ``verdict(on:cluster:at:policy:)``, which never fails a request: a
/// marker that will not do does not pin.
public struct PinMarker: Sendable, Hashable {
    /// The version of the payload's form: 1.
    public static let version = 1

    /// The name of the cluster.
    public let cluster: String

    /// When it ends, in milliseconds since 1970 (UTC).
    public let expiry: Int64

    /// Makes a marker.
    public init(cluster: String, expiry: Int64) {
        self.cluster = cluster
        self.expiry = expiry
    }

    /// Makes a marker for something that was written now.
    ///
    /// - Parameters:
    ///   - cluster: The name of the cluster that was written to.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC).
    ///   - policy: How long it pins.
    public init(cluster: String, from milliseconds: Int64, policy: PinPolicy = PinPolicy()) {
        let (sum, overflows) = milliseconds.addingReportingOverflow(policy.duration.saturatedMilliseconds)
        self.init(cluster: cluster, expiry: overflows ? .max : sum)
    }

    /// The bytes to be signed and sent: version, expiry and cluster with full stops between, such as
    /// `1.1732200005000.orders`. The name comes last, so that it may hold any character; equal markers have equal bytes,
    /// and different ones different bytes.
    public var payload: [UInt8] { Array("\(Self.version).\(expiry).\(cluster)".utf8) }

    /// Reads a payload. Only what ``payload`` writes is read: nil for anything else, such as another version, a sign
    /// or a zero in front of the expiry, or bytes that are not UTF-8.
    public init?(payload: some Collection<UInt8>) {
        let parts = payload.split(separator: UInt8(ascii: "."), maxSplits: 2, omittingEmptySubsequences: false)
        guard
            parts.count == 3,
            parts[0].elementsEqual("\(Self.version)".utf8),
            let digits = String(validating: parts[1], as: UTF8.self),
            let expiry = Int64(digits), String(expiry) == digits,
            let cluster = String(validating: parts[2], as: UTF8.self)
        else { return nil }
        self.init(cluster: cluster, expiry: expiry)
    }
}

extension PinMarker {
    /// What a marker that came with a request is worth. Only ``pinned(for:)`` pins.
    public enum Verdict: Sendable, Hashable {
        /// Reads are pinned for so long.
        case pinned(for: Duration)

        /// It is no marker.
        case malformed

        /// It is of another cluster.
        case foreign

        /// Its time is over.
        case expired

        /// It would pin longer than the policy allows, so it was not made by this one.
        case tooFarAhead
    }

    /// Judges the bytes that came with a request.
    ///
    /// - Parameters:
    ///   - payload: The bytes, whose signature, where there is one, has been found to be right.
    ///   - cluster: The name of the cluster to be read from.
    ///   - milliseconds: The time, in milliseconds since 1970 (UTC).
    ///   - policy: How long a marker may pin.
    public static func verdict(
        on payload: some Collection<UInt8>,
        cluster: String,
        at milliseconds: Int64,
        policy: PinPolicy = PinPolicy()
    ) -> Verdict {
        PinMarker(payload: payload)?.verdict(cluster: cluster, at: milliseconds, policy: policy) ?? .malformed
    }

    /// Judges a marker.
    public func verdict(cluster: String, at milliseconds: Int64, policy: PinPolicy = PinPolicy()) -> Verdict {
        // Names are compared byte by byte, as they were signed.
        guard self.cluster.utf8.elementsEqual(cluster.utf8) else { return .foreign }
        let rest = Int128(expiry) - Int128(milliseconds)
        guard rest > 0 else { return .expired }
        guard rest <= Int128(policy.maximum.saturatedMilliseconds) else { return .tooFarAhead }
        return .pinned(for: .milliseconds(Int64(rest)))
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded up, and within what nanoseconds in an `Int64` hold.
    fileprivate var saturatedMilliseconds: Int64 {
        let (whole, rest) = saturatedNanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        return rest > 0 ? whole + 1 : whole
    }
}

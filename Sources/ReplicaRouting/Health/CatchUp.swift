// SPDX-License-Identifier: Apache-2.0

/// Decides when a standby that was away may serve reads again: when it has replayed all that its readers may have seen.
///
/// A standby that crashed takes connections as soon as its files are consistent, which is before it has replayed again
/// what it had served. Reads that went to it then would go back in time. So a standby that answers again is *held*
/// until it has reached the highest position that it was seen at, **and** one of these shows that it has also reached
/// what reads may have seen of it after that:
///
/// - **A WAL receiver runs.** A standby begins to stream only when it has replayed all the log that it has itself, and
///   it never replays what it has not flushed to its own disk: so it has replayed all that it had before the crash.
///   This also lets a standby in at once that was only out of reach: it never stopped to stream.
/// - **It has reached the primary.** The primary was asked how far it had written after the standby had answered again.
///   A standby is sent only what its primary has written, so whatever it had replayed before is at or below that. This
///   holds for a standby without a receiver, too: one that reads an archive.
///
/// A standby that failed a request, and answers a probe in a session that is older than that, has not restarted: it was
/// not away, and ``served(at:)`` is all there is to say.
///
/// The hold ends in any case when ``limit`` has passed since the standby answered again. These come back by it, some of
/// them with older data than they had shown: one that was rewound, or follows another timeline, and so is at a lower
/// position than before; one that applies the log late on purpose, and so takes as long to stream again; one whose
/// primary went while it was away itself.
///
/// What it cannot see: a standby that was rebuilt, while it was away, from a backup that is older than its failure. Its
/// receiver runs before it has replayed what the former one had, so it is held only up to where that was last seen.
///
/// | event | what changes |
/// | --- | --- |
/// | ``served(at:)`` | the highest position seen rises |
/// | ``lost()`` | the hold, if there is one, starts anew with the next answer |
/// | ``judge(_:primary:at:)`` | held, for the limit at the most; or served, from the position that it is at |
public struct CatchUp: Sendable, Hashable {
    /// What is to be done with a standby that answers.
    public enum Verdict: Sendable, Hashable {
        /// It may serve reads.
        case serve

        /// It may not yet: it is to get to this position, nil where that is not known yet.
        case hold(until: LogSequenceNumber?)
    }

    /// How long a standby that answers again is held at the most. Zero or less: not at all.
    public let limit: Duration

    /// The highest position that the standby was seen at, nil when it never was; after a hold, where that ended.
    public private(set) var shown: LogSequenceNumber?

    /// Since when the standby answers, nil while it does not, or is not held.
    public private(set) var answersSince: RoutingInstant?

    /// How far the primary had written when the standby answered already.
    private var target: LogSequenceNumber?

    /// The rule for a standby that nothing is known about.
    public init(limit: Duration) {
        self.limit = limit
    }

    /// The standby was seen at a position while it served reads. A lower one than before changes nothing.
    public mutating func served(at position: LogSequenceNumber?) {
        answersSince = nil
        target = nil
        raise(to: position)
    }

    /// The standby does not answer, or failed its reads.
    public mutating func lost() {
        answersSince = nil
        target = nil
    }

    /// The standby answers after it was away.
    ///
    /// - Parameters:
    ///   - standby: What a look at the standby found.
    ///   - primary: The latest that is known of the primary, nil for nothing. It counts when the primary was asked
    ///     after the standby's first answer.
    ///   - now: When the standby's answer came.
    public mutating func judge(
        _ standby: ReplayObservation,
        primary: PrimaryPosition?,
        at now: RoutingInstant
    ) -> Verdict {
        let since = answersSince ?? now
        answersSince = since
        if target == nil, let primary, primary.askedAt >= since { target = primary.writtenLSN }
        if since.duration(to: now) >= limit || hasCaughtUp(standby) {
            shown = standby.replayedLSN
            lost()
            return .serve
        }
        let goal = [shown, target].compactMap(\.self).max()
        // Where nothing else is left, reads go to it even now.
        raise(to: standby.replayedLSN)
        guard let goal, let replayed = standby.replayedLSN, replayed >= goal else { return .hold(until: goal) }
        return .hold(until: nil)
    }

    private func hasCaughtUp(_ standby: ReplayObservation) -> Bool {
        guard let replayed = standby.replayedLSN else { return false }
        if let shown, replayed < shown { return false }
        if standby.hasWALReceiver { return true }
        return target.map { replayed >= $0 } ?? false
    }

    private mutating func raise(to position: LogSequenceNumber?) {
        shown = [shown, position].compactMap(\.self).max()
    }
}

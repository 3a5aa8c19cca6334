// SPDX-License-Identifier: Apache-2.0

/// How many attempts to connect may run at once, and from when on: a server that is down or full is not stormed,
/// however many callers there are, nor is one that has just come back.
///
/// | state | event | state after it |
/// | --- | --- | --- |
/// | open, up to the limit | success | open, twice the limit, up to the maximum |
/// | open | failure | pausing; then one attempt at a time |
/// | pausing, or trying again | success | open, limit 1 |
/// | trying again | failure | pausing, for about twice as long |
/// | pausing | the server is back | trying again |
///
/// Attempts that ran side by side fail side by side; that counts as one failure. A pause counts from the start of the
/// attempt that failed, so after one that took as long by itself the next may follow at once.
struct ConnectPace: Sendable {
    typealias Instant = MonotonicInstant

    /// Without their random part, which adds up to a quarter: 100 ms to 5 s in all.
    private static let firstPause = Duration.milliseconds(100)
    private static let longestPause = Duration.seconds(4)

    private let maximum: Int
    /// How many attempts may run at once.
    private(set) var limit: Int
    /// No attempt starts before; `nil` while there is no pause.
    private(set) var resumesAt: Instant?
    /// Attempts of an earlier round began before a failure that has been counted.
    private(set) var round: UInt64 = 0
    private var failures = 0
    private var isFailing = false

    init(maximum: Int) {
        self.maximum = maximum
        limit = maximum
    }

    func isPausing(_ now: Instant) -> Bool { resumesAt.map { now < $0 } ?? false }

    mutating func attemptFailed(inRound round: UInt64, startedAt start: Instant, _ jitter: inout PoolJitter) {
        guard round == self.round else { return }
        self.round += 1
        failures += 1
        isFailing = true
        limit = 1
        // Six doublings exceed the longest pause.
        let pause = min(Self.firstPause * (1 << min(failures - 1, 6)), Self.longestPause)
        resumesAt = start + pause + jitter.upToAQuarter(of: pause)
    }

    mutating func attemptSucceeded(inRound round: UInt64) {
        guard round == self.round else { return }
        failures = 0
        resumesAt = nil
        limit = isFailing ? 1 : limit > maximum / 2 ? maximum : 2 * limit
        isFailing = false
    }

    /// Ends a pause: somebody else has seen the server.
    mutating func serverIsBack() {
        failures = 0
        resumesAt = nil
    }
}

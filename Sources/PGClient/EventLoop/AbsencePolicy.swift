// SPDX-License-Identifier: Apache-2.0

/// Says when it pays that a loop's thread leaves looking to the callers that read, as ``Lookout`` describes. Pure.
///
/// It pays where they find something: then the loop's thread need not be woken and go to sleep again, two switches of threads.
/// Where they find nothing they have to wake it all the same, and have made two calls of the system more. Measured, it pays
/// from about one success in three looks on. So the policy keeps a score of what they found lately, and tries again now and
/// then where it is low.
struct AbsencePolicy: Sendable {
    static let highest = 16
    /// From which score on the loop leaves.
    static let threshold = 8
    /// What a look that found something adds; one that found nothing takes 1 away.
    static let reward = 2

    /// Which chance is taken though the score is low.
    let trial: Int
    private(set) var score = 0
    private var chances = 0

    /// - Parameter trial: Which chance is taken though the score is low; 1: each.
    init(trial: Int = 64) {
        self.trial = trial
    }

    /// The loop could leave.
    ///
    /// - Returns: Whether it should.
    mutating func allowsAnother() -> Bool {
        guard score < Self.threshold else { return true }
        chances += 1
        guard chances >= trial else { return false }
        chances = 0
        return true
    }

    /// A caller has looked while the loop was away and found others' answers.
    mutating func paid() { score = min(score + Self.reward, Self.highest) }

    /// The loop was woken, or came back, for nothing that callers had found.
    mutating func failed() { score = max(score - 1, 0) }
}

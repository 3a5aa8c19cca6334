// SPDX-License-Identifier: Apache-2.0

/// Asks every few milliseconds until the answer is not `nil`. `nil` when the time is up or the task is cancelled.
func poll<Answer, Failure: Error>(
    within timeout: Duration,
    every pause: Duration = .milliseconds(10),
    _ question: () async throws(Failure) -> Answer?
) async throws(Failure) -> Answer? {
    let deadline = ContinuousClock.now + timeout
    while true {
        if let answer = try await question() { return answer }
        guard ContinuousClock.now < deadline else { return nil }
        do { try await Task.sleep(for: pause) } catch { return nil }
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Waits for a condition that other processes bring about, looking every few milliseconds.
///
/// - Returns: Whether it came true before the deadline.
public func eventually(
    within limit: Duration = .seconds(20),
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return try await condition()
}

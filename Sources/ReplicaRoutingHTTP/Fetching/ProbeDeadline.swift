// SPDX-License-Identifier: Apache-2.0

#if HTTP
import ReplicaRouting

/// Runs a probe for so long and no longer.
enum ProbeDeadline {
    /// - Parameter body: Gets the moment at which its result is no longer waited for; it is cancelled then.
    static func within(
        _ timeout: Duration,
        _ slots: ProbeSlots,
        _ body: @escaping @Sendable (_ deadline: ContinuousClock.Instant) async -> ProbeOutcome
    ) async -> ProbeOutcome {
        let deadline = ContinuousClock.now + timeout
        return await withTaskGroup(of: ProbeOutcome?.self) { group in
            group.addTask {
                guard await slots.enter() else { return nil }
                defer { slots.leave() }
                return await body(deadline)
            }
            group.addTask {
                try? await Task.sleep(until: deadline, clock: .continuous)
                return nil
            }
            let outcome = await group.next() ?? nil
            group.cancelAll()
            return outcome ?? .unreachable(reason: "no answer within \(timeout)")
        }
    }
}
#endif

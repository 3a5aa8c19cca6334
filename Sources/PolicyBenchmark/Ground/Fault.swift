// SPDX-License-Identifier: Apache-2.0

import PGClusterTesting

/// A fault of one round on one node.
struct Fault: Sendable {
    let kind: FaultKind
    let victim: String
    let ground: PolicyGround

    /// When the fault really began and ended.
    struct Times: Sendable {
        let began: ContinuousClock.Instant
        let ended: ContinuousClock.Instant
    }

    /// Brings it about at `start` and undoes it at `end`; undone it is also when the task is cancelled.
    func run(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) async throws -> Times {
        try await Task.sleep(until: start)
        let began = ContinuousClock.now
        switch kind {
        case .slow:
            await during({ try? await ground.local.throttle(victim, to: share, period: FaultKind.slowPeriod) }, end)
        case .writeBurst:
            await during({ await WriteBurst(ground: ground).run() }, end)
        case .paused:
            try await ground.local.pause(victim)
            try? await Task.sleep(until: end)
            try await ground.local.resume(victim)
        case .killed:
            try await ground.local.kill(victim)
            try? await Task.sleep(until: end)
            try await ground.local.start(victim)
        case .lagging:
            try await ground.local.setApplyDelay(FaultKind.applyDelay, of: victim)
            try? await Task.sleep(until: end)
            try await ground.local.setApplyDelay(.zero, of: victim)
        }
        return Times(began: began, ended: .now)
    }

    private var share: Double { FaultKind.slowRun / FaultKind.slowPeriod }

    private func during(_ work: @escaping @Sendable () async -> Void, _ end: ContinuousClock.Instant) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await work() }
            try? await Task.sleep(until: end)
            group.cancelAll()
        }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Runs as many jobs as it is allowed to, each on its caller's thread, and keeps the others.
final class Gate: TaskExecutor {
    private let state: Mutex<(allowance: Int, kept: [UnownedJob])>

    init(allowance: Int) { state = Mutex((allowance, [])) }

    var keptCount: Int { state.withLock { $0.kept.count } }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let runs = state.withLock { state in
            guard state.allowance > 0 else {
                state.kept.append(job)
                return false
            }
            state.allowance -= 1
            return true
        }
        if runs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    func open() {
        let jobs = state.withLock { state in
            defer { state = (.max, []) }
            return state.kept
        }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}

// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization
import Testing

@testable import PGClient

@Suite("Blocking calls")
struct BlockingCallsTests {
    private final class Counts: Sendable {
        let running = Atomic<Int>(0)
        let most = Atomic<Int>(0)
        let ended = Atomic<Int>(0)
    }

    @Test("run beside each other up to the limit, and all of them in the end")
    func limit() async {
        let calls = BlockingCalls(limit: 3)
        let counts = Counts()
        let gate = DispatchSemaphore(value: 0)
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            for _ in 0..<9 {
                calls.run {
                    let now = counts.running.add(1, ordering: .relaxed).newValue
                    counts.most.max(now, ordering: .relaxed)
                    // Nobody goes on before three are here, so a lower limit would hang and a higher one show.
                    if now == 3 { for _ in 0..<9 { gate.signal() } }
                    gate.wait()
                    counts.running.subtract(1, ordering: .relaxed)
                    if counts.ended.add(1, ordering: .relaxed).newValue == 9 { done.resume() }
                }
            }
        }
        #expect(counts.most.load(ordering: .relaxed) == 3)
    }
}

// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// A server and all processes below it, signalled as one.
///
/// Each backend of PostgreSQL is the leader of a session of its own, so a signal to a process group reaches one only.
struct ProcessTree: Sendable {
    let root: Int32

    /// The processes that have not ended.
    func members() -> [ProcessEntry] {
        ProcessEntry.tree(of: root, in: ProcessTable.entries()).filter { $0.activity != .zombie }
    }

    /// Stops the root first, so that no child appears behind our back. False when the time is up.
    func pause(within timeout: Duration) async -> Bool {
        kill(root, SIGSTOP)
        return await poll(within: timeout) {
            let moving = members().filter { $0.activity != .stopped }
            for process in moving { kill(process.id, SIGSTOP) }
            return moving.isEmpty ? true : nil
        } ?? false
    }

    /// Continues the children first: the root finds them alive.
    func resume(within timeout: Duration) async -> Bool {
        await poll(within: timeout) {
            let halted = members().filter { $0.activity == .stopped }
            for process in halted.reversed() { kill(process.id, SIGCONT) }
            return halted.isEmpty ? true : nil
        } ?? false
    }

    /// Kills every process, as a loss of power would, and waits until each is gone. False when the time is up.
    func killAll(within timeout: Duration) async -> Bool {
        kill(root, SIGSTOP)
        // Only a root that has come to a stop makes no more children.
        _ = await poll(within: timeout, every: .milliseconds(1)) {
            ProcessTable.entry(of: root)?.activity == .active ? nil : true
        }
        var victims: Set<ProcessEntry.Identity> = []
        return await poll(within: timeout) {
            let living = members()
            victims.formUnion(living.map(\.identity))
            for process in living.reversed() { kill(process.id, SIGKILL) }
            return living.isEmpty && !victims.contains { $0.isAlive } ? true : nil
        } ?? false
    }
}

extension ProcessEntry {
    /// A process, and no later one of the same number.
    struct Identity: Sendable, Hashable {
        let id: Int32
        let started: UInt64

        var isAlive: Bool {
            guard let entry = ProcessTable.entry(of: id) else { return false }
            return entry.started == started && entry.activity != .zombie
        }
    }

    var identity: Identity { Identity(id: id, started: started) }
}

// SPDX-License-Identifier: Apache-2.0

/// A process as the system lists it.
struct ProcessEntry: Sendable, Hashable {
    enum Activity: Sendable, Hashable {
        case active
        case stopped
        /// Ended, and not yet collected by its parent.
        case zombie
    }

    let id: Int32
    let parent: Int32
    let activity: Activity
    /// Told apart from a later process of the same number by the time it started, in units of the system.
    let started: UInt64

    /// The root and everything below it, the root first.
    static func tree(of root: Int32, in entries: [ProcessEntry]) -> [ProcessEntry] {
        let children = Dictionary(grouping: entries) { $0.parent }
        var found = entries.filter { $0.id == root }
        var next = 0
        while next < found.count {
            found += (children[found[next].id] ?? []).filter { !found.contains($0) }
            next += 1
        }
        return found
    }
}

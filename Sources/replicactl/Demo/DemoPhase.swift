// SPDX-License-Identifier: Apache-2.0

/// A part of the demo's time, in which the cluster is in one condition.
enum DemoPhase: String, CaseIterable {
    /// Every node is up.
    case allUp = "all-up"
    /// A replica is killed with SIGKILL at the start and stays away.
    case replicaKilled = "replica-killed"
    /// The killed replica is started again at the start.
    case replicaBack = "replica-back"

    /// What happens in a demo with this victim; without one, nothing does.
    static func plan(victim: Int?) -> [DemoPhase] {
        victim == nil ? [.allUp] : allCases
    }

    /// The positions of the nodes that are up in the phase, once its event at the start is over.
    func nodesUp(of count: Int, victim: Int?) -> Set<Int> {
        let all = Set(0..<count)
        guard self == .replicaKilled, let victim else { return all }
        return all.subtracting([victim])
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Everything that the verdict and the report of a demo follow from.
struct DemoFindings {
    /// The replica that was killed and started again.
    struct Victim: Equatable {
        let name: String
        /// Reads that began between its death and its start, and that it is said to have served.
        let readsWhileDead: Int
    }

    let phases: [DemoReport.Phase]
    /// `nil` where there were no faults.
    let victim: Victim?
    let readRetries: Int
    /// The first read that failed, for people.
    let firstReadFailure: String?
    /// What was found on the nodes afterwards.
    let replication: ReplicationFindings
}

/// What the nodes held in the end.
struct ReplicationFindings: Equatable {
    /// One node that was asked.
    struct Node: Equatable {
        let name: String
        /// Acknowledged writes that it lacks.
        var missing: Int = 0
        /// Why it could not be asked, or was asked before it had caught up; a sentence without its full stop.
        var trouble: String?
    }

    var nodes: [Node]
    /// Acknowledged writes that at least one node lacks.
    var lostWrites: Int
}

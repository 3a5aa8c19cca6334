// SPDX-License-Identifier: Apache-2.0

/// Where a cluster's files are, and who runs its programs.
struct ClusterLayout: Sendable {
    static let primaryName = "primary"
    static let folderPrefix = "replica-cluster-"
    static let loopback = "127.0.0.1"
    static let superuser = "postgres"
    static let replicator = "replicator"

    let directory: String
    let binaries: ServerBinaries
    let serverUser: ServerUser?

    static func replicaName(_ number: Int) -> String { "replica-\(number)" }

    /// Slot names allow no hyphen.
    static func slotName(ofReplica name: String) -> String {
        String(name.map { $0 == "-" ? "_" : $0 })
    }

    var socketDirectory: String { directory + "/sockets" }
    var recordFile: String { directory + "/" + ClusterRecord.fileName }
    /// Its presence tells the watchdog that the end is an orderly one.
    var closingMarker: String { directory + "/closing" }

    func dataDirectory(of node: String) -> String { directory + "/" + node }
    func logFile(of node: String) -> String { directory + "/" + node + ".log" }
    func applyDelayFile(of node: String) -> String { dataDirectory(of: node) + "/apply-delay.conf" }
}

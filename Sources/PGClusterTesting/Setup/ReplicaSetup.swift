// SPDX-License-Identifier: Apache-2.0

/// Copies the running primary into the data directory of a replica.
struct ReplicaSetup: Sendable {
    let layout: ClusterLayout
    let settings: @Sendable (_ name: String, _ port: Int) -> String
    let primaryPort: Int
    let password: String

    /// Makes a slot of the replica's own, so that the primary keeps what the replica still needs while it is down.
    func copy(_ name: String, port: Int) async throws(ClusterError) {
        let data = layout.dataDirectory(of: name)
        let primary = [
            "host=\(ClusterLayout.loopback)", "port=\(primaryPort)", "user=\(ClusterLayout.replicator)",
            "application_name=\(name)",
        ]
        var copy = Command(
            layout.binaries.path(of: "pg_basebackup"),
            [
                "-D", data, "-d", primary.joined(separator: " "), "--no-password", "-R", "-X", "stream",
                "-C", "-S", ClusterLayout.slotName(ofReplica: name), "--checkpoint=fast", "--no-sync",
            ]
        )
        copy.environment = ["PGPASSWORD": password, "HOME": layout.directory]
        copy.user = layout.serverUser
        copy.directory = layout.directory
        copy.node = name
        try await copy.run()
        try TextFile.write(settings(name, port), to: data + "/postgresql.conf", owner: layout.serverUser)
    }
}

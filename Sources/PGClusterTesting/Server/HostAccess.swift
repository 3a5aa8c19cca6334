// SPDX-License-Identifier: Apache-2.0

/// The text of `pg_hba.conf`: this machine only, and nobody without a password.
enum HostAccess {
    static let text = """
        local all         all        scram-sha-256
        local replication \(ClusterLayout.replicator) scram-sha-256
        host  all         all        \(ClusterLayout.loopback)/32 scram-sha-256
        host  replication \(ClusterLayout.replicator) \(ClusterLayout.loopback)/32 scram-sha-256

        """
}

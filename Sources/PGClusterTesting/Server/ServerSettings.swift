// SPDX-License-Identifier: Apache-2.0

/// The text of a node's `postgresql.conf`.
struct ServerSettings: Sendable {
    /// What this package needs to find, reach and end its servers.
    static let reserved: Set<String> = [
        "cluster_name", "config_file", "data_directory", "external_pid_file", "hba_file", "hot_standby",
        "ident_file", "lc_messages", "listen_addresses", "log_destination", "logging_collector", "port",
        "primary_conninfo", "primary_slot_name", "recovery_min_apply_delay", "unix_socket_directories",
    ]

    let node: String
    let port: Int
    let socketDirectory: String
    let replicas: Int
    let given: [String: String]

    /// Durability is given up, as the files do not outlive the cluster, and replicas come back sooner to a primary
    /// that was away (after 0.2 instead of 5 s). Everything else is close to a usual server.
    private var defaults: [String: String] {
        [
            "autovacuum": "on",
            "dynamic_shared_memory_type": "mmap",
            "fsync": "off",
            "full_page_writes": "on",
            "lc_monetary": "C",
            "lc_numeric": "C",
            "lc_time": "C",
            "log_line_prefix": "%m [%p] ",
            "max_connections": "200",
            "max_replication_slots": String(replicas + 4),
            "max_slot_wal_keep_size": "1GB",
            "max_wal_senders": String(replicas * 2 + 4),
            "max_wal_size": "256MB",
            "password_encryption": "scram-sha-256",
            "shared_buffers": "32MB",
            "synchronous_commit": "on",
            "timezone": "UTC",
            "wal_level": "replica",
            "wal_retrieve_retry_interval": "200ms",
        ]
    }

    private var fixed: [String: String] {
        [
            "cluster_name": node,
            "hot_standby": "on",
            "lc_messages": "C",
            "listen_addresses": ClusterLayout.loopback,
            "log_destination": "stderr",
            "logging_collector": "off",
            "port": String(port),
            "unix_socket_directories": usesSocket ? socketDirectory : "",
        ]
    }

    /// A socket's address has room for 107 bytes on Linux, 103 on Darwin; past that the server goes without.
    private var usesSocket: Bool {
        (socketDirectory + "/.s.PGSQL.65535").utf8.count <= 103
    }

    var text: String {
        let chosen = defaults.merging(Self.normalised(given)) { _, new in new }
        let lines = [chosen, fixed].flatMap { part in
            part.sorted { $0.key < $1.key }.map { "\($0.key) = \(Self.quoted($0.value))" }
        }
        return (lines + ["include_if_exists 'apply-delay.conf'", ""]).joined(separator: "\n")
    }

    /// Names in any case, letters, digits, `_` and `.`; values without control characters.
    static func validate(_ settings: [String: String]) throws(ClusterError) {
        for (name, value) in normalised(settings) {
            guard let first = name.unicodeScalars.first, first.properties.isAlphabetic || first == "_",
                name.utf8.allSatisfy({ isNameByte($0) })
            else {
                throw invalid("\"\(name)\" is not the name of a setting")
            }
            guard !reserved.contains(name) else {
                throw invalid("\(name) is set by this package; these are: \(reserved.sorted().joined(separator: ", "))")
            }
            guard !value.unicodeScalars.contains(where: LocalCluster.Configuration.isControl) else {
                throw invalid("the value of \(name) holds a control character")
            }
        }
    }

    static func quoted(_ value: String) -> String {
        let escaped = value.map { $0 == "'" ? "''" : $0 == "\\" ? "\\\\" : String($0) }
        return "'" + escaped.joined() + "'"
    }

    private static func normalised(_ settings: [String: String]) -> [String: String] {
        Dictionary(settings.map { ($0.key.lowercased(), $0.value) }) { first, _ in first }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
    }

    private static func invalid(_ message: String) -> ClusterError {
        ClusterError(.invalidConfiguration, "The cluster's settings are not valid: \(message).")
    }
}

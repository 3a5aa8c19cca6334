// SPDX-License-Identifier: Apache-2.0

/// The configuration files of the programs that stand between: on the loopback address, and as they come otherwise.
struct PeerFiles: Sendable {
    struct Server: Sendable {
        let port: Int
        let isPrimary: Bool
    }

    let servers: [Server]
    /// Where the program listens, and where pgpool's administration does.
    let port: Int
    let secondPort: Int
    let folder: String
    let user: String
    let password: String
    let database: String
    let connections: Int

    private var replicas: [Server] { servers.filter { !$0.isPrimary } }

    /// The files of a program by their names, and its arguments.
    func files(for kind: PeerKind) -> (files: [String: String], arguments: [String]) {
        switch kind {
        case .direct, .routed: ([:], [])
        case .pgbouncer:
            (["pgbouncer.ini": bouncer, "users.txt": "\"\(user)\" \"\(password)\"\n"], ["\(folder)/pgbouncer.ini"])
        case .haproxy: (["haproxy.cfg": proxy], ["-db", "-f", "\(folder)/haproxy.cfg"])
        case .pgpool:
            (
                [
                    "pgpool.conf": pool, "pool_hba.conf": "host all all 127.0.0.1/32 scram-sha-256\n",
                    "pool_passwd": "\(user):TEXT\(password)\n", "pcp.conf": "",
                ],
                [
                    "-n", "-f", "\(folder)/pgpool.conf", "-a", "\(folder)/pool_hba.conf", "-F", "\(folder)/pcp.conf",
                ]
            )
        }
    }

    private var bouncer: String {
        """
        [databases]
        \(database) = host=127.0.0.1 port=\(replicas.first?.port ?? 0) dbname=\(database)
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = \(port)
        unix_socket_dir =
        auth_type = scram-sha-256
        auth_file = \(folder)/users.txt
        pool_mode = session
        default_pool_size = \(connections + 2)
        ignore_startup_parameters = extra_float_digits, options
        log_connections = 0
        log_disconnections = 0

        """
    }

    private var proxy: String {
        let lines = replicas.enumerated().map { "    server replica\($0.offset + 1) 127.0.0.1:\($0.element.port)" }
        return """
            global
                nbthread 1
            defaults
                mode tcp
                timeout connect 2s
                timeout client 1h
                timeout server 1h
            listen postgres
                bind 127.0.0.1:\(port)
                balance roundrobin
            \(lines.joined(separator: "\n"))

            """
    }

    /// It has to have sockets in the file system, too. They are named from the folder that it runs in, as the path of a
    /// socket may have no more than about 100 bytes.
    private var pool: String {
        let backends = servers.enumerated().map { number, server in
            """
            backend_hostname\(number) = '127.0.0.1'
            backend_port\(number) = \(server.port)
            backend_weight\(number) = \(server.isPrimary ? 0 : 1)
            backend_flag\(number) = '\(server.isPrimary ? "ALWAYS_PRIMARY|" : "")DISALLOW_TO_FAILOVER'
            """
        }
        return """
            backend_clustering_mode = 'streaming_replication'
            listen_addresses = '127.0.0.1'
            port = \(port)
            pcp_listen_addresses = '127.0.0.1'
            pcp_port = \(secondPort)
            unix_socket_directories = '.'
            pcp_socket_dir = '.'
            wd_ipc_socket_dir = '.'
            pid_file_name = '\(folder)/pgpool.pid'
            logdir = '\(folder)'
            work_dir = '\(folder)'
            enable_pool_hba = on
            pool_passwd = '\(folder)/pool_passwd'
            num_init_children = \(connections + 4)
            max_pool = 1
            load_balance_mode = on
            sr_check_period = 0
            sr_check_user = '\(user)'
            sr_check_password = '\(password)'
            sr_check_database = '\(database)'
            health_check_period = 0
            \(backends.joined(separator: "\n"))

            """
    }
}

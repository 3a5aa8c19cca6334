// SPDX-License-Identifier: Apache-2.0

/// Makes the primary and copies the replicas from it. Leaves the clean-up after an error to its caller.
struct ClusterSetup: Sendable {
    let configuration: LocalCluster.Configuration
    let layout: ClusterLayout
    let password: String
    let began: ContinuousClock.Instant

    /// A server with the port it got in the end.
    typealias Started = (server: NodeServer, process: ChildProcess)

    /// The nodes, the primary first.
    func run() async throws(ClusterError) -> [Started] {
        try report("preparing the folder \(layout.directory)")
        try await prepareFolder()
        let names = [ClusterLayout.primaryName] + (0..<configuration.replicas).map { ClusterLayout.replicaName($0 + 1) }
        let ports = try choosePorts(names.count)
        let replicator = RandomText.password()

        try report("initialising the primary", node: names[0])
        try await initialisePrimary(port: ports[0])
        try await createRoles(replicatorPassword: replicator)
        try report("starting the primary", node: names[0])
        let primary = try await start(names[0], port: ports[0], others: ports)

        let setup = ReplicaSetup(
            layout: layout,
            settings: { name, port in settings(for: name, port: port) },
            primaryPort: primary.server.port,
            password: replicator
        )
        // One after the other: each copy makes checkpoints and changes the WAL segment, which could take away the
        // segments that another copy has not yet asked for.
        var started = [primary]
        for (name, port) in zip(names, ports).dropFirst() {
            try report("copying \(name)", node: name)
            try await setup.copy(name, port: port)
            try report("starting \(name)", node: name)
            started.append(try await start(name, port: port, others: ports + [primary.server.port]))
        }
        try report("ready")
        return started
    }

    private func prepareFolder() async throws(ClusterError) {
        try ClusterFolder.make(layout.directory, owner: layout.serverUser)
        try ClusterFolder.make(layout.socketDirectory, owner: layout.serverUser)
        guard let user = layout.serverUser else { return }
        // Root reaches every place, the user of the servers may not.
        var look = Command("/bin/sh", ["-c", "cd \"$1\" && : >.reachable && rm .reachable", "sh", layout.directory])
        look.user = user
        do { _ = try await look.run() } catch {
            if error.code == .cancelled { throw error }
            throw ClusterError(
                .fileSystem,
                """
                User \(user.name), as whom the servers run because PostgreSQL refuses to be root, cannot reach \
                \(layout.directory); set TMPDIR or parentDirectory to a folder that this user may enter, such as /tmp.
                """
            )
        }
        var program = Command("/bin/sh", ["-c", "test -x \"$1\"", "sh", layout.binaries.path(of: "postgres")])
        program.user = user
        do { _ = try await program.run() } catch {
            if error.code == .cancelled { throw error }
            throw ClusterError(
                .serverBinariesMissing,
                "User \(user.name), as whom the servers run, cannot reach the programs in \(layout.binaries.directory)."
            )
        }
    }

    private func choosePorts(_ count: Int) throws(ClusterError) -> [Int] {
        guard let first = configuration.firstPort else {
            let ports = FreePorts.choose(count)
            guard ports.count == count else {
                throw ClusterError(.portInUse, "No \(count) free ports were found on \(ClusterLayout.loopback).")
            }
            return ports
        }
        let ports = Array(first..<first + count)
        if let taken = ports.first(where: { !FreePorts.isFree($0) }) {
            throw ClusterError(
                .portInUse,
                "Port \(taken) of \(ClusterLayout.loopback) is in use; choose another first port."
            )
        }
        return ports
    }

    private func initialisePrimary(port: Int) async throws(ClusterError) {
        let name = ClusterLayout.primaryName
        let passwordFile = layout.directory + "/password"
        try TextFile.write(password + "\n", to: passwordFile, owner: layout.serverUser)
        defer { ClusterFolder.removeFile(passwordFile) }
        var initialise = Command(
            layout.binaries.path(of: "initdb"),
            [
                "-D", layout.dataDirectory(of: name), "-U", ClusterLayout.superuser, "--pwfile=\(passwordFile)",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync",
            ]
        )
        initialise.user = layout.serverUser
        initialise.directory = layout.directory
        initialise.node = name
        try await initialise.run()
        let data = layout.dataDirectory(of: name)
        try TextFile.write(HostAccess.text, to: data + "/pg_hba.conf", owner: layout.serverUser)
        try writeSettings(for: name, port: port)
    }

    /// The roles are made by a server without a port, so the first one that listens has them already.
    private func createRoles(replicatorPassword: String) async throws(ClusterError) {
        let name = ClusterLayout.primaryName
        var single = Command(
            layout.binaries.path(of: "postgres"),
            ["--single", "-D", layout.dataDirectory(of: name), "-c", "exit_on_error=on", "postgres"]
        )
        single.user = layout.serverUser
        single.directory = layout.directory
        single.node = name
        single.input =
            RoleStatements(
                user: configuration.user,
                password: password,
                database: configuration.database,
                replicatorPassword: replicatorPassword
            ).text
        do { _ = try await single.run() } catch {
            if error.code == .cancelled { throw error }
            // The output may repeat a statement, and with it a password.
            let harmless = error.logTail.filter { !$0.contains("STATEMENT:") && !$0.contains("PASSWORD") }
            throw ClusterError(
                error.code,
                "The roles and the database could not be made: \(error.message)",
                node: name,
                logTail: harmless
            )
        }
    }

    /// Another program may take a port between the choice and the start. Only chosen ports are chosen again.
    private func start(_ name: String, port: Int, others: [Int]) async throws(ClusterError) -> Started {
        var port = port
        var attempt = 1
        while true {
            let server = NodeServer(layout: layout, name: name, port: port, timeout: configuration.startTimeout)
            do {
                return (server, try await server.start())
            } catch {
                attempt += 1
                guard error.code == .portInUse, configuration.firstPort == nil, attempt <= 5,
                    let other = FreePorts.choose(1, besides: Set(others)).first
                else { throw error }
                port = other
                try writeSettings(for: name, port: port)
            }
        }
    }

    private func writeSettings(for name: String, port: Int) throws(ClusterError) {
        let path = layout.dataDirectory(of: name) + "/postgresql.conf"
        try TextFile.write(settings(for: name, port: port), to: path, owner: layout.serverUser)
    }

    private func settings(for name: String, port: Int) -> String {
        ServerSettings(
            node: name,
            port: port,
            socketDirectory: layout.socketDirectory,
            replicas: configuration.replicas,
            given: configuration.settings
        ).text
    }

    private func report(_ description: String, node: String? = nil) throws(ClusterError) {
        if Task.isCancelled { throw .startCancelled }
        configuration.onProgress?(
            ClusterStep(description: description, node: node, elapsed: ContinuousClock.now - began)
        )
    }
}

// SPDX-License-Identifier: Apache-2.0

extension LocalCluster {
    /// Sets a cluster up and returns when every node takes connections.
    ///
    /// Nothing is left when this fails or is cancelled half-way, not even with ``Configuration/keepsFiles``.
    ///
    /// - Throws: ``ClusterError``: `invalidConfiguration`, `serverBinariesMissing`, `portInUse`, `startFailed`,
    ///   `startTimedOut`, `commandFailed`, `fileSystem` or `cancelled`.
    public static func start(_ configuration: Configuration = .init()) async throws(ClusterError) -> LocalCluster {
        let began = ContinuousClock.now
        try configuration.validate()
        let binaries: ServerBinaries
        if let given = configuration.serverBinaries {
            binaries = given
        } else {
            binaries = try await ServerBinaries.find()
        }
        let parent = try ClusterFolder.parent(configuration.parentDirectory)
        let layout = ClusterLayout(
            directory: parent + "/" + ClusterLayout.folderPrefix + RandomText.folderSuffix(),
            binaries: binaries,
            serverUser: try ServerUser.current()
        )
        let credentials = ClusterCredentials(
            user: configuration.user,
            password: configuration.password ?? RandomText.password(),
            database: configuration.database
        )
        let setup = ClusterSetup(
            configuration: configuration,
            layout: layout,
            password: credentials.password,
            began: began
        )
        // The watchdog comes before the folder, so there is no moment at which a folder could be left.
        let watchdog = try await Watchdog.start(directory: layout.directory, keepsFiles: false)
        do {
            let started = try await setup.run()
            let cluster = LocalCluster(
                layout: layout,
                nodes: started.map { server, _ in
                    LocalNode(name: server.name, port: server.port, dataDirectory: server.dataDirectory)
                },
                credentials: credentials,
                timeout: configuration.startTimeout,
                keepsFiles: configuration.keepsFiles,
                watchdog: watchdog,
                processes: Dictionary(started.map { ($0.server.name, $0.process) }) { first, _ in first }
            )
            try await cluster.settle(configuration.lifetime)
            return cluster
        } catch {
            await Task { await watchdog.release() }.value
            throw error
        }
    }

    /// Sets a cluster up, hands it to `body` and shuts it down, also when `body` throws or is cancelled.
    public static func withCluster<R>(
        _ configuration: Configuration = .init(),
        _ body: (LocalCluster) async throws -> R
    ) async throws -> R {
        let cluster = try await start(configuration)
        do {
            let result = try await body(cluster)
            await cluster.shutdown()
            return result
        } catch {
            await cluster.shutdown()
            throw error
        }
    }

    /// Exchanges the watchdog of the set-up for the one that the cluster's life asks for.
    private func settle(_ lifetime: Configuration.Lifetime) async throws(ClusterError) {
        switch lifetime {
        case .process:
            guard keepsFiles else { return }
            let successor = try await Watchdog.start(directory: directory, keepsFiles: true)
            await watchdog?.dismiss()
            watchdog = successor
        case .detached:
            try writeRecord()
            await watchdog?.dismiss()
            watchdog = nil
        }
    }
}

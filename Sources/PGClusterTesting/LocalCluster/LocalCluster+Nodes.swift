// SPDX-License-Identifier: Apache-2.0

extension LocalCluster {
    /// Starts a stopped node and waits until it takes connections.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `alreadyRunning`, `portInUse`, `startFailed`, `startTimedOut`.
    public func start(_ name: String) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in try await self.launch(server) }
    }

    /// Stops a node and waits until its server is gone. A paused node is resumed first.
    ///
    /// A primary that stops in the mode `smart` or `fast` waits until its replicas have everything; one that is
    /// paused holds it up.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `timedOut`.
    public func stop(_ name: String, mode: ShutdownMode = .fast) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in try await self.end(server, mode: mode) }
    }

    /// Stops a node and starts it again. One that is stopped is only started.
    ///
    /// - Throws: ``ClusterError``, as ``stop(_:mode:)`` and ``start(_:)``.
    public func restart(_ name: String, mode: ShutdownMode = .fast) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in
            if server.state != .stopped { try await self.end(server, mode: mode) }
            try await self.launch(server)
        }
    }

    /// Kills every process of a node with SIGKILL, as a crash of the machine would, and waits until all are gone.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `timedOut`.
    public func kill(_ name: String) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in
            try await server.killAll()
            await self.collect(server.name)
        }
    }

    /// Stops every process of a node with SIGSTOP, as a machine that hangs: connections stay open and nothing answers.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `timedOut`.
    public func pause(_ name: String) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in try await server.pause() }
    }

    /// Lets the processes of a paused node go on. Does nothing to one that runs.
    ///
    /// - Throws: ``ClusterError``: `unknownNode`, `notRunning`, `timedOut`.
    public func resume(_ name: String) async throws(ClusterError) {
        try await exclusively(name) { server throws(ClusterError) in try await server.resume() }
    }

    /// What a node is doing at this moment, judged by its processes.
    ///
    /// - Throws: ``ClusterError`` with code `unknownNode`.
    public nonisolated func state(of name: String) throws(ClusterError) -> LocalNode.State {
        server(of: try node(named: name)).state
    }

    /// The last lines of a node's log, oldest first.
    ///
    /// - Throws: ``ClusterError`` with code `unknownNode`.
    public nonisolated func logTail(of name: String, lines: Int = 20) throws(ClusterError) -> [String] {
        TextFile.tail(of: server(of: try node(named: name)).logFile, lines: lines)
    }

    private func launch(_ server: NodeServer) async throws(ClusterError) {
        switch server.state {
        case .running:
            throw ClusterError(.alreadyRunning, "The node \(server.name) runs already.", node: server.name)
        case .paused:
            throw ClusterError(.alreadyRunning, "The node \(server.name) is paused; resume it.", node: server.name)
        case .stopped:
            processes[server.name] = try await server.start()
        }
    }

    private func end(_ server: NodeServer, mode: ShutdownMode) async throws(ClusterError) {
        try await server.stop(mode)
        await collect(server.name)
    }

    /// Waits until the ended child is no zombie any more.
    private func collect(_ name: String) async {
        await processes.removeValue(forKey: name)?.waitForExit()
    }

    /// Runs the operation after the earlier ones on the same node, out of reach of the caller's cancellation.
    func exclusively<Answer: Sendable>(
        _ name: String,
        _ operation: @escaping @Sendable (NodeServer) async throws(ClusterError) -> Answer
    ) async throws(ClusterError) -> Answer {
        let server = server(of: try node(named: name))
        let previous = queues[name]
        let task = Task { () -> Result<Answer, ClusterError> in
            await previous?.value
            guard ending == nil else {
                return .failure(ClusterError(.notRunning, "The cluster has been shut down.", node: name))
            }
            do throws(ClusterError) {
                return .success(try await operation(server))
            } catch {
                return .failure(error)
            }
        }
        queues[name] = Task { _ = await task.value }
        return try await task.value.get()
    }
}

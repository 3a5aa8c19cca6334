// SPDX-License-Identifier: Apache-2.0

extension LocalCluster {
    /// Ends all servers and removes the folder, unless the configuration keeps it.
    ///
    /// Servers whose folder goes are ended at once; otherwise they are stopped in the mode `fast`, the primary first,
    /// so that the files are complete. May be called more than once, and from a cancelled task.
    public func shutdown() async {
        if let ending { return await ending.value }
        let task = Task { await end() }
        ending = task
        await task.value
    }

    private func end() async {
        for operation in queues.values { await operation.value }
        if keepsFiles {
            for node in nodes { try? await server(of: node).stop(.fast) }
        } else {
            try? TextFile.write("", to: layout.closingMarker, owner: layout.serverUser)
        }
        // A watchdog that somebody has killed leaves the work to a new one, whose pipe is closed at once.
        await watchdog?.release()
        watchdog = nil
        let isLeft = keepsFiles ? nodes.contains { server(of: $0).state != .stopped } : ClusterFolder.exists(directory)
        if isLeft {
            try? await Watchdog.start(directory: directory, keepsFiles: keepsFiles).release()
        }
        for process in processes.values { await process.waitForExit() }
        processes = [:]
    }
}

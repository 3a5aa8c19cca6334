// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient
public import ServiceLifecycle
internal import Synchronization

extension PGCluster: Service {
    /// Watches the nodes until the task is cancelled or the service group shuts down, then shuts the cluster down.
    ///
    /// On a graceful shutdown, reads and writes under way may finish for as long as the configuration's
    /// `shutdownTimeout`; a cancellation gives them no time.
    ///
    /// - Throws: `PGError` with the code `system` where the system has no descriptor or thread left for the probes.
    public func run() async throws {
        let loops = try PGEventLoopGroup(loops: 1)
        defer { loops.shutdown() }
        let (nodes, arrivals) = state.withLock { $0.beginProbing() }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { probers in
                for node in nodes {
                    probers.addTask { await NodeProber(cluster: self, node: node, loops: loops).run() }
                }
                for await node in arrivals {
                    probers.addTask { await NodeProber(cluster: self, node: node, loops: loops).run() }
                }
            }
        }
        await shutdown(timeout: Task.isCancelled ? .zero : configuration.shutdownTimeout)
    }

    /// Ends the cluster: new reads and writes fail with `poolShutDown`, those under way may finish, connections and
    /// threads end. ``run()`` does it by itself.
    ///
    /// - Parameter timeout: How long to wait for reads and writes under way before their connections are closed.
    ///   Default: the configuration's `shutdownTimeout`.
    public func shutdown(timeout: Duration? = nil) async {
        for waiter in state.withLock({ $0.shutDown() }) { waiter.wake() }
        let deadline = ContinuousClock.now + (timeout ?? configuration.shutdownTimeout)
        await withDiscardingTaskGroup { tasks in
            for node in view.nodes {
                tasks.addTask { await node.shutdown(deadline: deadline) }
            }
        }
        if ownsGroup { group.shutdown() }
        logger.debug("cluster shut down")
    }
}

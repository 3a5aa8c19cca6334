// SPDX-License-Identifier: Apache-2.0

internal import Logging
internal import PGClient
internal import ReplicaRouting
internal import Synchronization

/// What a cluster holds for one node: its pools and the way its prober connects.
final class NodeRuntime: Sendable {
    let id: NodeID
    let role: NodeRole
    /// Read-only connections, on the primary too.
    let readPool: PGPool
    /// Only the primary has one.
    let writePool: PGPool?
    let probeConfiguration: PGConfiguration
    /// Wakes the node's prober before its time.
    let probeAlarm = WakeableSleep()
    private let sharesConnections: Bool
    private let hasLeft = Atomic<Bool>(false)

    init(
        _ node: PGNode,
        id: NodeID,
        role: NodeRole,
        configuration: PGClusterConfiguration,
        group: PGEventLoopGroup,
        logger: Logger
    ) throws(PGError) {
        self.id = id
        self.role = role
        let write: PGConfiguration
        do {
            write = try PGConfiguration(
                node.connectionString,
                label: id.rawValue,
                defaultConnectTimeout: configuration.connectTimeout
            ).traced(as: configuration)
        } catch {
            throw PGError(error.code, "\(id): \(error.message)", server: id.rawValue, underlying: error)
        }
        var read = write
        read.isReadOnly = true
        sharesConnections = configuration.readPool.multiplexing != nil
        readPool = try PGPool(read, pool: configuration.readPool, on: group, logger: logger)
        writePool = role == .primary ? try PGPool(write, pool: configuration.writePool, on: group, logger: logger) : nil
        var probe = read.untraced
        probe.connectTimeout = max(configuration.probing.timeout, write.connectTimeout)
        probeConfiguration = probe
    }

    /// A read-only connection that is at hand. An error is for `readPool.lease` to meet again, and for its caller to deal with.
    func leaseWarm() -> PGConnection? { try? readPool.leaseWarm() }

    /// Runs one statement that reads, over shared connections where the configuration asks for that.
    @inline(__always)
    func query(_ query: PGQuery) async throws(PGError) -> PGResult {
        sharesConnections ? try await readPool.multiplexed.query(query) : try await readPool.query(query)
    }

    func endLease(_ connection: PGConnection) { readPool.endLease(connection) }

    /// Reads that wait on the node, perhaps without an end, fail now and are tried elsewhere. Writes are not touched: to
    /// close their connections would turn a pause into unknown outcomes.
    func evictReads(_ reason: PGError) {
        readPool.evict(reason)
    }

    /// Whether the node has been taken out of the cluster: reads and writes under way may finish, and its prober ends.
    var isRemoved: Bool { hasLeft.load(ordering: .acquiring) }

    func leave() {
        hasLeft.store(true, ordering: .releasing)
        probeAlarm.wake()
    }

    /// A probe has seen the node answer: the pools need not wait for their next attempt.
    func serverIsBack() {
        readPool.serverIsBack()
        writePool?.serverIsBack()
    }

    func shutdown(deadline: ContinuousClock.Instant) async {
        async let reads: Void = readPool.shutdown(deadline: deadline)
        await writePool?.shutdown(deadline: deadline)
        await reads
    }
}

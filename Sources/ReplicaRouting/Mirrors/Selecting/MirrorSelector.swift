// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Drives a ``MirrorChain``: runs its probes, keeps its time, and answers who needs a mirror.
///
/// For example:
///
///     let selector = MirrorSelector(try MirrorChain(stack), probe: probe)
///     let mirror = try await selector.firstReachable()    // chosen once, then from memory
///     selector.report(.failed(reason: "HTTP status 503"), for: mirror.id)
///     for await update in selector.updates() { log(update) }    // watched as long as somebody listens
///
/// It can be used from any task. Callers that come while a choice is being made share it. Nothing runs in the
/// background unless a choice is under way or updates are listened to; what runs ends with the selector.
public final class MirrorSelector<Candidate: MirrorCandidate>: Sendable {
    typealias Answer = Result<Candidate, MirrorError>

    struct State {
        var chain: MirrorChain<Candidate>
        var probes: [ProbeTicket: Task<Void, Never>] = [:]
        var alarm: (at: RoutingInstant, task: Task<Void, Never>)?
        var waiters: [UInt64: CheckedContinuation<Answer, Never>] = [:]
        var listeners: [UInt64: AsyncStream<MirrorUpdate<Candidate.ID>>.Continuation] = [:]
        var told: MirrorUpdate<Candidate.ID>?
        var lastNumber: UInt64 = 0
    }

    let state: Mutex<State>
    let now: @Sendable () -> RoutingInstant
    let sleep: @Sendable (RoutingInstant) async throws -> Void
    let probe: @Sendable (Candidate, Duration) async -> ProbeOutcome

    /// Makes a selector.
    ///
    /// - Parameters:
    ///   - chain: The chain as it stands.
    ///   - probe: Finds out whether a candidate is reachable.
    ///   - clock: The time to go by. Default: the system's continuous clock.
    public init<Time: Clock>(
        _ chain: MirrorChain<Candidate>,
        probe: some MirrorProbe<Candidate>,
        clock: Time = ContinuousClock()
    ) where Time.Duration == Duration {
        let origin = clock.now
        state = Mutex(State(chain: chain))
        now = { RoutingInstant().advanced(by: origin.duration(to: clock.now)) }
        sleep = { try await clock.sleep(until: origin.advanced(by: .nanoseconds($0.nanoseconds)), tolerance: nil) }
        self.probe = { await probe.probe($0, timeout: $1) }
    }

    deinit {
        state.withLock { state in
            state.alarm?.task.cancel()
            for task in state.probes.values { task.cancel() }
            for listener in state.listeners.values { listener.finish() }
        }
    }

    /// The mirror in use: nil before the first choice, and when none is reachable.
    public var chosen: Candidate? { state.withLock { $0.chain.chosen } }

    /// How a mirror stands, nil for an id that is not in the chain.
    public func status(of id: Candidate.ID) -> MirrorStatus? {
        state.withLock { $0.chain.status(of: id) }
    }

    /// The mirror to use: the one in use while its last good result holds, else the first reachable.
    ///
    /// - Throws: ``MirrorError`` with the code ``MirrorError/Code/noneReachable``, which lists every mirror with its
    ///   reason, or ``MirrorError/Code/cancelled`` when the task is. With
    ///   ``MirrorChainConfiguration/staysOnLast``, the last mirror is the answer where there is one.
    public func firstReachable() async throws(MirrorError) -> Candidate {
        let number = nextNumber()
        let answer: Answer = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                state.withLock { $0.waiters[number] = continuation }
                if Task.isCancelled { drop(waiter: number) } else { handle(.choose) }
            }
        } onCancel: {
            drop(waiter: number)
        }
        return try answer.get()
    }

    /// Takes in how a tile of a mirror went. The threshold of failures in a row is the chain's.
    ///
    /// Report what says something of the mirror: a lost connection, a time-out, a status of 500 and above; not a tile
    /// that no mirror has.
    public func report(_ outcome: TileOutcome, for mirror: Candidate.ID) {
        switch outcome {
        case .succeeded: handle(.tileSucceeded(mirror))
        case .failed(let reason): handle(.tileFailed(mirror, reason: reason))
        }
    }

    /// Keeps the choice right from now on, as long as somebody listens, and tells what changes.
    ///
    /// The first element says how things stand. The latest 64 updates are kept for a slow listener.
    public func updates() -> AsyncStream<MirrorUpdate<Candidate.ID>> {
        let number = nextNumber()
        let (stream, continuation) = AsyncStream.makeStream(
            of: MirrorUpdate<Candidate.ID>.self,
            bufferingPolicy: .bufferingNewest(64)
        )
        continuation.onTermination = { [weak self] _ in self?.drop(listener: number) }
        state.withLock { state in
            state.listeners[number] = continuation
            if let told = state.told { continuation.yield(told) }
        }
        handle(.watch)
        handle(.choose)
        return stream
    }

    private func nextNumber() -> UInt64 {
        state.withLock { state in
            state.lastNumber &+= 1
            return state.lastNumber
        }
    }

    private func drop(waiter number: UInt64) {
        let (waiter, isLast) = state.withLock { state in
            (state.waiters.removeValue(forKey: number), state.waiters.isEmpty && state.listeners.isEmpty)
        }
        guard let waiter else { return }
        waiter.resume(returning: .failure(MirrorError(code: .cancelled, message: "the choice was cancelled")))
        if isLast { handle(.abandon) }
    }

    private func drop(listener number: UInt64) {
        let isLast = state.withLock { state in
            state.listeners.removeValue(forKey: number) != nil && state.listeners.isEmpty
        }
        if isLast { handle(.unwatch) }
    }
}

/// How a tile went.
public enum TileOutcome: Sendable, Hashable {
    /// It arrived.
    case succeeded

    /// It did not, and why, in a few words without secrets.
    case failed(reason: String)
}

/// A change of what a chain has chosen.
public enum MirrorUpdate<ID: Hashable & Sendable>: Sendable, Hashable {
    /// This mirror is to be used from now on.
    case chosen(MirrorDecision<ID>)

    /// None is reachable; the last one is stayed on where the configuration says so.
    case noneReachable(MirrorError, stayingOn: ID?)
}

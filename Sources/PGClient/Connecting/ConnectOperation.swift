// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Performs what ``ConnectStateMachine`` says: blocking calls on their threads, polling on the loop.
final class ConnectOperation: ReadinessHandler {
    typealias Completion = @Sendable (ConnectOperation, Result<Connected, PGError>) -> Void

    /// A connection that stands, to be taken once.
    final class Connected: Sendable {
        private let handle: Mutex<LibPQHandle?>

        init(_ handle: consuming LibPQHandle) {
            self.handle = Mutex(handle)
        }

        func take() -> LibPQHandle? { handle.withLock { $0.take() } }
    }

    private struct State: ~Copyable, Sendable {
        var machine: ConnectStateMachine
        var handle: LibPQHandle?
        var registration: Registration?
        var completion: Completion?
    }

    /// What is left to do once the lock is open again.
    private enum Effect {
        case none
        case lookUp(host: String, ConnectStateMachine.Attempt)
        case open(ConnectTarget, ConnectStateMachine.Attempt)
        case finish(Completion?, Result<Connected, PGError>)
    }

    private let configuration: PGConfiguration
    /// The loop that drives the attempt, and then the connection.
    let loop: PGEventLoop
    private let group: PGEventLoopGroup
    private let state: Mutex<State>

    /// - Throws: ``PGError`` where the configuration lists no usable host.
    init(
        _ configuration: PGConfiguration,
        group: PGEventLoopGroup,
        completion: @escaping Completion
    ) throws(PGError) {
        self.configuration = configuration
        self.group = group
        loop = group.nextLoop()
        let targets = try ConnectTarget.targets(of: DefaultHosts.fillIn(configuration.parameters))
        let completion = Self.traced(completion, configuration)
        state = Mutex(State(machine: ConnectStateMachine(targets: targets), completion: completion))
    }

    func start() {
        advance { $0.begin() }
    }

    func cancel() {
        advance { $0.cancel() }
    }

    func socketIsReady(_ readiness: Readiness) {
        perform(state.withLock { state in poll(&state) })
    }

    // MARK: Events

    private func advance(_ event: (inout ConnectStateMachine) -> ConnectStateMachine.Action) {
        perform(state.withLock { state in apply(event(&state.machine), &state) })
    }

    private func opened(_ handle: consuming LibPQHandle, _ attempt: ConnectStateMachine.Attempt) {
        var opened: LibPQHandle? = handle
        let effect = state.withLock { state -> Effect in
            let action = state.machine.opened(attempt)
            guard action != .discard else { return .none }
            state.handle = opened.take()
            return apply(action, &state)
        }
        perform(effect)
    }

    private func poll(_ state: inout State) -> Effect {
        do {
            // libpq may close the socket and open another one under the same number.
            endRegistration(&state)
            guard let result = try state.handle?.connectPoll() else { return .none }
            return apply(state.machine.polled(result), &state)
        } catch {
            return apply(state.machine.failed(error, state.machine.attempt), &state)
        }
    }

    // MARK: Actions

    private func apply(_ action: ConnectStateMachine.Action, _ state: inout State) -> Effect {
        switch action {
        case .none, .discard:
            return .none
        case .lookUp(let host, let attempt):
            closeHandle(&state)
            return .lookUp(host: host, attempt)
        case .open(let target, let attempt):
            closeHandle(&state)
            return .open(target, attempt)
        case .wait(let readiness):
            return wait(for: readiness, &state)
        case .connected:
            endRegistration(&state)
            guard let handle = state.handle.take() else { return .none }
            return .finish(state.completion.take(), .success(Connected(handle)))
        case .fail(let failure):
            closeHandle(&state)
            return .finish(state.completion.take(), .failure(failure.error(server: configuration.label)))
        }
    }

    private func wait(for readiness: Readiness, _ state: inout State) -> Effect {
        guard let socket = state.handle?.socket else { return .none }
        do {
            state.registration = try loop.register(socket, interest: readiness, handler: self)
            return .none
        } catch {
            return apply(state.machine.failed(error, state.machine.attempt), &state)
        }
    }

    private func perform(_ effect: Effect) {
        switch effect {
        case .none: break
        case .lookUp(let host, let attempt): lookUp(host, attempt)
        case .open(let target, let attempt): open(target, attempt)
        case .finish(let completion, let result): completion?(self, result)
        }
    }

    private func lookUp(_ host: String, _ attempt: ConnectStateMachine.Attempt) {
        arm(attempt)
        group.connectCalls.run {
            do throws(PGError) {
                let addresses = try NameLookUp.addresses(of: host)
                self.advance { $0.lookedUp(addresses, attempt) }
            } catch {
                self.advance { $0.failed(error, attempt) }
            }
        }
    }

    private func open(_ target: ConnectTarget, _ attempt: ConnectStateMachine.Attempt) {
        arm(attempt)
        let parameters = configuration.parameters(for: target)
        group.connectCalls.run {
            do throws(PGError) {
                self.opened(try LibPQHandle.open(parameters), attempt)
            } catch {
                self.advance { $0.failed(error, attempt) }
            }
        }
    }

    private func arm(_ attempt: ConnectStateMachine.Attempt) {
        let limit = configuration.connectTimeout
        loop.schedule(at: .now + limit) { [weak self] in
            self?.advance { $0.deadlineReached(attempt, after: limit) }
        }
    }

    private func closeHandle(_ state: inout State) {
        endRegistration(&state)
        state.handle = nil
    }

    private func endRegistration(_ state: inout State) {
        if let registration = state.registration.take() { loop.remove(registration) }
    }
}

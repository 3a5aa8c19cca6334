// SPDX-License-Identifier: Apache-2.0

#if Hummingbird
public import Hummingbird
internal import Logging
internal import ReplicaRouting
public import ReplicaRoutingHTTP

/// Answers each request in a `RoutingSession`, and carries what was written in it to the user's next requests in the
/// server's own session store.
///
/// For example, over a `PersistDriver`, with a session id of your own:
///
/// ```swift
/// let pins = try PinSession(cluster: "stacks")
/// router.add(middleware: PinSessionMiddleware(pins, in: persist) { request, context in context.sessionID })
/// ```
///
/// A value is stored after any request that wrote, whatever its method and whether it succeeded, and after no other. It
/// is stored before the response is sent, and once more at the end of one that is streamed, if something was written,
/// so that writes meanwhile count too. To one request one session belongs: use one such middleware.
///
/// A store that fails does not fail the request: reads are not pinned then, and a warning is logged.
public struct PinSessionMiddleware<Context: RequestContext>: RouterMiddleware {
    /// Gets the value that is stored for the user who sends a request, nil where there is none.
    public typealias Load = @Sendable (Request, Context) async throws -> String?

    /// Stores a value for the user who sends a request. It may be forgotten after the time that is given.
    public typealias Save = @Sendable (String, Duration, Request, Context) async throws -> Void

    private let pins: PinSession
    private let now: @Sendable () -> Int64
    private let load: Load
    private let save: Save

    /// Makes the middleware over any store.
    ///
    /// - Parameters:
    ///   - pins: How long a write pins.
    ///   - now: The time, in milliseconds since 1970 (UTC). Default: the system's.
    ///   - load: Gets what is stored.
    ///   - save: Stores, in the context that this middleware was given: one that is a class, or holds one, can learn
    ///     the session in the meantime, as at a login.
    public init(
        _ pins: PinSession,
        now: @escaping @Sendable () -> Int64 = UnixTime.now,
        load: @escaping Load,
        save: @escaping Save
    ) {
        self.pins = pins
        self.now = now
        self.load = load
        self.save = save
    }

    /// Makes the middleware over a `PersistDriver`, where each session's marker has a key of its own.
    ///
    /// - Parameters:
    ///   - pins: How long a write pins.
    ///   - store: The store.
    ///   - now: The time, in milliseconds since 1970 (UTC). Default: the system's.
    ///   - sessionID: The id of the session, nil where there is none; asked for when the request comes and once more
    ///     when something is to be stored.
    public init(
        _ pins: PinSession,
        in store: some PersistDriver,
        now: @escaping @Sendable () -> Int64 = UnixTime.now,
        sessionID: @escaping @Sendable (Request, Context) -> String?
    ) {
        let key: @Sendable (Request, Context) -> String? = { request, context in
            sessionID(request, context).map { "replica-pin.\($0)" }
        }
        self.init(pins, now: now) { request, context in
            guard let key = key(request, context) else { return nil }
            return try await store.get(key: key, as: String.self)
        } save: { value, lifetime, request, context in
            guard let key = key(request, context) else {
                context.logger.debug("a write without a session: the user's next reads are not pinned")
                return
            }
            try await store.set(key: key, value: value, expires: lifetime)
        }
    }

    /// Answers a request in a session of its own.
    @concurrent
    public func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let verdict = await verdict(on: request, context)
        context.logger.note(verdict)
        let session = RoutingSession(pinnedBy: verdict)
        do {
            var response = try await RoutingScope.withSession(session) { try await next(request, context) }
            await store(session, request, context)
            response.write(in: session) { await store(session, request, context) }
            return response
        } catch {
            await store(session, request, context)
            throw error
        }
    }

    private func verdict(on request: Request, _ context: Context) async -> PinMarker.Verdict? {
        do {
            return pins.verdict(on: try await load(request, context), at: now())
        } catch {
            context.logger.warning("the pin marker could not be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    private func store(_ session: RoutingSession, _ request: Request, _ context: Context) async {
        guard let value = pins.value(after: session, at: now()) else { return }
        do {
            try await save(value, pins.lifetime, request, context)
        } catch {
            context.logger.warning("the pin marker could not be stored", metadata: ["error": "\(error)"])
        }
    }
}
#endif

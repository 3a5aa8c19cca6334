// SPDX-License-Identifier: Apache-2.0

/// Routing choices that hold for a piece of code and everything it calls, in child tasks too.
///
/// Routers do not look here: they are pure. Whoever makes a ``RoutingRequest`` takes over what holds with
/// ``RoutingRequest/apply(_:at:)``.
///
/// Child tasks (`async let`, task groups) and `Task { }` inherit it; `Task.detached` does not. Scopes nest: the inner one
/// holds inside, and leaving it, by a return or an error, restores the outer one exactly.
public struct RoutingScope: Sendable {
    /// Where reads go that name no target of their own, nil where nothing is said.
    public var readTarget: ReadTarget?

    /// What has been written in this scope, nil outside of any session.
    public var session: RoutingSession?

    /// What sends the scope's reads to one node, nil where each read is chosen for itself.
    public var stickyKey: UInt64?

    /// What kind of reads the scope's are that do not say so themselves. Default: ordinary.
    public var workload: ReadWorkload

    /// Makes a scope.
    public init(
        readTarget: ReadTarget? = nil,
        session: RoutingSession? = nil,
        stickyKey: UInt64? = nil,
        workload: ReadWorkload = .ordinary
    ) {
        self.readTarget = readTarget
        self.session = session
        self.stickyKey = stickyKey
        self.workload = workload
    }

    /// What holds here.
    public static var current: RoutingScope { bound?.scope ?? RoutingScope() }

    /// What holds here, `nil` outside of any scope. Each read asks for it: one reference costs less than a copy.
    @TaskLocal static var bound: Bound?

    final class Bound: Sendable {
        let scope: RoutingScope

        init(_ scope: RoutingScope) { self.scope = scope }
    }

    /// Where the reads of the current scope go, nil where nothing is said.
    public static var readTarget: ReadTarget? { current.readTarget }

    /// The session of the current scope, nil outside of any.
    public static var session: RoutingSession? { current.session }

    /// Runs `body` in the current scope with a change.
    ///
    /// - Throws: What `body` throws.
    public static func with<Value, Failure: Error>(
        _ change: (inout RoutingScope) -> Void,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        var scope = current
        change(&scope)
        // `withValue` would forget the type of the error, so it is handed the outcome.
        let outcome: Result<Value, Failure> = await $bound.withValue(Bound(scope)) {
            do throws(Failure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Runs `body`, which does not suspend, in the current scope with a change.
    ///
    /// - Throws: What `body` throws.
    public static func with<Value, Failure: Error>(
        _ change: (inout RoutingScope) -> Void,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        var scope = current
        change(&scope)
        let outcome: Result<Value, Failure> = $bound.withValue(Bound(scope)) {
            do throws(Failure) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

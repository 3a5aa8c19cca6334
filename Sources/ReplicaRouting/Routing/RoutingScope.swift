// SPDX-License-Identifier: Apache-2.0

/// Routing choices that hold for a piece of code and everything it calls, in child tasks too.
///
/// Routers do not look here: they are pure. Whoever makes a ``RoutingRequest`` for a read that names no target of
/// its own takes the target from here.
public enum RoutingScope {
    /// Where the reads of the current scope go, nil outside of any scope.
    ///
    /// Child tasks (`async let`, task groups) and `Task { }` inherit it; `Task.detached` does not.
    @TaskLocal public static var readTarget: ReadTarget?

    /// Runs `body` with ``readTarget`` set.
    ///
    /// For example:
    ///
    /// ```swift
    /// await RoutingScope.withReadTarget(.primary) {
    ///     await invoice(id)       // its reads go to the primary
    /// }
    /// ```
    ///
    /// Scopes nest: the inner one holds inside, and leaving it, by a return or an error, restores the outer one
    /// exactly. An inner `nil` means no scope.
    ///
    /// - Throws: What `body` throws.
    public static func withReadTarget<Value, Failure: Error>(
        _ target: ReadTarget?,
        _ body: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        // `withValue` would forget the type of the error, so it is handed the outcome.
        let outcome: Result<Value, Failure> = await $readTarget.withValue(target) {
            do throws(Failure) {
                return .success(try await body())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    /// Runs `body`, which does not suspend, with ``readTarget`` set. It is the same otherwise.
    ///
    /// - Throws: What `body` throws.
    public static func withReadTarget<Value, Failure: Error>(
        _ target: ReadTarget?,
        _ body: () throws(Failure) -> Value
    ) throws(Failure) -> Value {
        let outcome: Result<Value, Failure> = $readTarget.withValue(target) {
            do throws(Failure) {
                return .success(try body())
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}

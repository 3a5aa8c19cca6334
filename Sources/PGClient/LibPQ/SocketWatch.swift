// SPDX-License-Identifier: Apache-2.0

/// The loop's view of one connection's socket: watched for input always, for room to write only while libpq still holds
/// part of what it is to send.
struct SocketWatch: Sendable {
    private var registration: Registration?
    private var tellsOnce = false
    private(set) var awaitsWritable = false

    /// - Parameter tellsOnce: Whether the loop tells of what comes only once, until ``lookAgain(on:)``.
    mutating func begin(
        _ descriptor: Int32,
        on loop: PGEventLoop,
        handler: any ReadinessHandler,
        tellsOnce: Bool = false
    ) throws(PGError) {
        self.tellsOnce = tellsOnce
        registration = try loop.register(descriptor, interest: interest, handler: handler)
    }

    /// Sends what libpq holds, as far as the socket takes it.
    mutating func flush(_ handle: inout LibPQHandle?, on loop: PGEventLoop) throws(PGError) {
        guard let registration, let result = try handle?.flush() else { return }
        // While part of a statement is still here both directions matter: the server may be blocked on its answer.
        let awaitsWritable = result == .pending
        guard awaitsWritable != self.awaitsWritable else { return }
        self.awaitsWritable = awaitsWritable
        try loop.modify(registration, interest: interest)
    }

    /// Where the loop tells once: lets it tell of what may still be there.
    func lookAgain(on loop: PGEventLoop) throws(PGError) {
        guard let registration else { return }
        try loop.modify(registration, interest: interest)
    }

    /// Comes before the connection is closed: its descriptor's number may be in use again right after.
    mutating func end(on loop: PGEventLoop) {
        if let registration = registration.take() { loop.remove(registration) }
    }

    private var interest: Readiness {
        var interest: Readiness = .readable
        if awaitsWritable { interest.insert(.writable) }
        if tellsOnce { interest.insert(.edge) }
        return interest
    }
}

// SPDX-License-Identifier: Apache-2.0

extension PGPoolConfiguration {
    /// - Throws: ``PGError`` with the code `invalidConfiguration`.
    func validate() throws(PGError) {
        guard maximumConnections >= 1 else {
            throw Self.invalid("a pool of at most \(maximumConnections) connections can serve nobody", "1 or more")
        }
        guard (0...maximumConnections).contains(minimumConnections) else {
            throw Self.invalid(
                "a minimum of \(minimumConnections) connections does not fit a pool of at most \(maximumConnections)",
                "0 to \(maximumConnections)"
            )
        }
        guard acquireTimeout > .zero else {
            throw Self.invalid("an acquire time-out of \(acquireTimeout) leaves no time to connect", "more than zero")
        }
        if let idleTimeout, idleTimeout <= .zero {
            throw Self.invalid(
                "an idle time-out of \(idleTimeout) leaves no connection to be used again",
                "more than zero, or nil for none"
            )
        }
        if let maximumLifetime, maximumLifetime <= .zero {
            throw Self.invalid(
                "a maximum lifetime of \(maximumLifetime) leaves no time to use a connection",
                "more than zero, or nil for none"
            )
        }
        if let healthCheckAfterIdle, healthCheckAfterIdle < .zero {
            throw Self.invalid(
                "a health check after \(healthCheckAfterIdle) without use lies in the past",
                "zero or more, or nil for none"
            )
        }
    }

    private static func invalid(_ what: String, _ valid: String) -> PGError {
        PGError(.invalidConfiguration, "\(what); valid is \(valid)")
    }
}

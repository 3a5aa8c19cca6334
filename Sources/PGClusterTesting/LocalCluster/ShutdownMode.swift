// SPDX-License-Identifier: Apache-2.0

/// How a server is asked to stop, in PostgreSQL's own words.
public enum ShutdownMode: String, Sendable, Hashable {
    /// Waits for the clients to leave (SIGTERM).
    case smart
    /// Ends the clients' connections, writes a checkpoint (SIGINT).
    case fast
    /// Ends at once, recovers at the next start (SIGQUIT).
    case immediate
}

// SPDX-License-Identifier: Apache-2.0

/// Whether a node may get traffic now.
public enum NodeState: String, Sendable, Hashable, Codable, CaseIterable, CustomStringConvertible {
    /// It may.
    case up

    /// Ejected: it failed, and nothing has shown since that it works again.
    case down

    /// It answers again and has not replayed yet what its readers had seen: ``CatchUp``. It gets reads that no other
    /// node may serve.
    case catchingUp

    /// Nothing is known about it yet: its first probe has not ended.
    case probing

    /// Taken out of service on purpose: work under way ends, no new work starts.
    case draining

    /// The name of the state.
    public var description: String { rawValue }
}

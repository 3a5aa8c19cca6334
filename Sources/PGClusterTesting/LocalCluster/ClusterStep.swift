// SPDX-License-Identifier: Apache-2.0

/// A step that setting up a cluster has just begun, for progress lines.
public struct ClusterStep: Sendable, Hashable, CustomStringConvertible {
    /// What is being done, for example `copying replica-1`.
    public let description: String
    /// The node it is done to, or `nil` for the cluster.
    public let node: String?
    /// The time since the set-up began.
    public let elapsed: Duration
}

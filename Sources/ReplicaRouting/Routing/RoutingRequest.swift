// SPDX-License-Identifier: Apache-2.0

/// One question to a ``Router``: what is to be done, and what the caller wants or has tried already.
public struct RoutingRequest: Sendable, Hashable {
    /// Whether it is a read or a write.
    public var intent: Intent

    /// Where a read wants to go. Writes go to the primary whatever stands here. Default: anywhere.
    public var target: ReadTarget

    /// The positions of the nodes that were tried already and must not be chosen again. Default: none.
    public var excluded: NodeSet

    /// Makes a request.
    public init(intent: Intent, target: ReadTarget = .any, excluded: NodeSet = []) {
        self.intent = intent
        self.target = target
        self.excluded = excluded
    }
}

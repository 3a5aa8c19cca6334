// SPDX-License-Identifier: Apache-2.0

/// How requests come.
public struct Load: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case open(perSecond: Double, isEven: Bool)
        case closed(clients: Int, think: Duration)
    }

    let kind: Kind

    /// So many in a second, whether or not earlier ones were answered, as from many independent users.
    ///
    /// - Parameter evenly: Whether they come at equal distances. Default: no, at random (a Poisson process).
    public static func open(perSecond: Double, evenly: Bool = false) -> Load {
        Load(kind: .open(perSecond: perSecond, isEven: evenly))
    }

    /// From so many clients, each of which waits for its answer, thinks, and sends the next.
    ///
    /// - Parameter think: The mean of the time between, which is exponentially distributed. Default: zero.
    public static func closed(clients: Int, think: Duration = .zero) -> Load {
        Load(kind: .closed(clients: clients, think: think))
    }
}

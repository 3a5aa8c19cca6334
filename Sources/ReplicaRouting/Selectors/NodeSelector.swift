// SPDX-License-Identifier: Apache-2.0

/// Picks one of the candidates: the second of the two things a router is made of, beside its ``FilterChain``.
///
/// For example, one that picks the candidate with the least lag:
///
/// ```swift
/// struct FreshestSelector: NodeSelector {
///     let cause: Cause = "freshest"
///
///     func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int? {
///         var best: (position: Int, lag: UInt64)?
///         for position in candidates.positions where candidates.contains(position) {
///             let lag = candidates.status(at: position).lag?.bytes ?? .max
///             if lag < best?.lag ?? .max { best = (position, lag) }
///         }
///         return best?.position
///     }
/// }
///
/// let router = ComposedRouter(selector: FreshestSelector())
/// ```
public protocol NodeSelector: Sendable {
    /// What a choice by this selector is called in decisions.
    var cause: Cause { get }

    /// Picks a candidate; nil when there is none, or none will do.
    ///
    /// It takes time, random numbers and turns from the context only, does no I/O, and never looks at
    /// ``RoutingContext/explains``. A position that is no candidate makes the decision fail.
    func select(from candidates: borrowing Candidates, context: inout RoutingContext) -> Int?
}

// SPDX-License-Identifier: Apache-2.0

/// Judges nodes one by one: the first of the two things a router is made of, beside a ``NodeSelector``.
///
/// Nodes that are down, tried already or of another role than is wanted never get to a filter. For example, one that
/// keeps reads off replicas which are being backed up:
///
/// ```swift
/// struct NoBackupFilter: NodeFilter {
///     let name: FilterName = "backup"
///
///     func rejection(at position: Int, among candidates: borrowing Candidates) -> RejectionReason? {
///         candidates.node(at: position).tags["job"] == "backup" ? .other("is being backed up") : nil
///     }
/// }
///
/// let router = ComposedRouter(filters: [.each(NoBackupFilter())] + .standard, selector: WeightedSelector())
/// ```
public protocol NodeFilter: Sendable {
    /// What the filter is called in explanations.
    var name: FilterName { get }

    /// Why a node may not serve the request, nil when it may. It is asked of a node when a selector looks at it,
    /// perhaps more than once in a decision, so it should be quick; it does no I/O and answers the same each time.
    func rejection(at position: Int, among candidates: borrowing Candidates) -> RejectionReason?
}

/// Judges nodes by what the others are like: by a threshold that is found once for a decision.
///
/// For example, one that keeps reads on the nodes that have replayed most:
///
/// ```swift
/// struct FreshestFilter: ComparingFilter {
///     let name: FilterName = "freshest"
///
///     func threshold(among candidates: borrowing Candidates) -> Int? {
///         var least = Int.max
///         for position in candidates.positions where candidates.contains(position) {
///             least = min(least, Self.behind(candidates.status(at: position)))
///         }
///         return least
///     }
///
///     func rejection(at position: Int, threshold: Int, among candidates: borrowing Candidates) -> RejectionReason? {
///         Self.behind(candidates.status(at: position)) > threshold ? .other("is not the freshest") : nil
///     }
///
///     private static func behind(_ status: NodeStatus) -> Int { Int(clamping: status.lag?.bytes ?? .max) }
/// }
/// ```
///
/// Compare what is fixed in the topology, such as statuses, not a ``NodeLoad``: it may change between finding the
/// threshold and measuring by it, which could leave no node.
public protocol ComparingFilter: Sendable {
    /// What the filter is called in explanations.
    var name: FilterName { get }

    /// What this decision's nodes are measured by, in whatever unit; nil where the filter has nothing to say to the
    /// request. The candidates are those that the filters before this one leave.
    func threshold(among candidates: borrowing Candidates) -> Int?

    /// Why a node may not serve the request, nil when it may.
    func rejection(at position: Int, threshold: Int, among candidates: borrowing Candidates) -> RejectionReason?
}

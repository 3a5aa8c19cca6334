// SPDX-License-Identifier: Apache-2.0

/// The filters of a router, in their order: each sees the candidates that those before it leave.
///
/// What comes before any chain, in every router: the preference for roles, health (with what was tried already), and pin
/// and index. Then, in the chain ``standard``: staleness, tags, zone, latency window. So a whole decision is made in the
/// order *preference, health, pin and index, staleness, tags, zone, latency window*. Put filters of your own in front,
/// so that tags, zones and windows are taken of the nodes that they leave:
///
/// ```swift
/// ComposedRouter(filters: [.each(NoBackupFilter())] + .standard, selector: WeightedSelector())
/// ```
///
/// A chain concerns reads that have a choice. Writes, and reads that must go to the primary, pass none.
public struct FilterChain: Sendable, ExpressibleByArrayLiteral {
    /// One filter of a chain.
    public struct Step: Sendable {
        private enum Filter: Sendable {
            case each(any NodeFilter)
            case comparing(any ComparingFilter)
        }

        private let filter: Filter

        /// The standard filter that it is, so that it may be passed over; empty where it may concern any request.
        let concern: FilterConcerns

        /// A filter that judges nodes one by one.
        public static func each(_ filter: some NodeFilter) -> Step { Step(filter: .each(filter), concern: []) }

        /// A filter that compares nodes.
        public static func comparing(_ filter: some ComparingFilter) -> Step {
            comparing(filter, onlyFor: [])
        }

        static func comparing(_ filter: some ComparingFilter, onlyFor concern: FilterConcerns) -> Step {
            Step(filter: .comparing(filter), concern: concern)
        }

        var name: FilterName {
            switch filter {
            case .each(let filter): filter.name
            case .comparing(let filter): filter.name
            }
        }

        @inline(__always)
        func threshold(among candidates: borrowing Candidates) -> Int? {
            switch filter {
            case .each: 0
            case .comparing(let filter): filter.threshold(among: candidates)
            }
        }

        func rejection(at position: Int, threshold: Int, among candidates: borrowing Candidates) -> RejectionReason? {
            switch filter {
            case .each(let filter):
                filter.rejection(at: position, among: candidates)
            case .comparing(let filter):
                filter.rejection(at: position, threshold: threshold, among: candidates)
            }
        }
    }

    /// In an object, so that a decision need not count references.
    final class Storage: Sendable {
        let steps: [Step]

        init(_ steps: [Step]) {
            self.steps = steps
        }
    }

    let storage: Storage

    /// The standard filters that the chain is made of, nil where another is among them. It spares most decisions a walk
    /// along the chain.
    private let concerns: FilterConcerns?

    /// Makes a chain.
    public init(_ steps: [Step]) {
        storage = Storage(steps)
        concerns = steps.contains { $0.concern.isEmpty } ? nil : FilterConcerns(steps.map(\.concern))
    }

    /// Whether a request that these filters have something to do for may concern the chain.
    @inline(__always)
    func isConcerned(by request: FilterConcerns) -> Bool {
        concerns.map { !$0.isDisjoint(with: request) } ?? true
    }

    /// Makes a chain of an array literal.
    public init(arrayLiteral steps: Step...) {
        self.init(steps)
    }

    /// Staleness, tags, zone and latency window, each of which acts only where the request asks for it.
    public static let standard: FilterChain = [.staleness(), .tags, .zone(), .latencyWindow()]

    /// One chain after the other.
    public static func + (first: FilterChain, second: FilterChain) -> FilterChain {
        FilterChain(first.storage.steps + second.storage.steps)
    }
}

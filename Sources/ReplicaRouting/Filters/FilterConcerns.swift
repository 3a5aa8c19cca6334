// SPDX-License-Identifier: Apache-2.0

/// The standard filters that a request has something for to do.
struct FilterConcerns: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    static var staleness: FilterConcerns { FilterConcerns(rawValue: 1) }
    static var tags: FilterConcerns { FilterConcerns(rawValue: 2) }
    static var zone: FilterConcerns { FilterConcerns(rawValue: 4) }
    static var latencyWindow: FilterConcerns { FilterConcerns(rawValue: 8) }
}

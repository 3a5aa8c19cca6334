// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

/// Something that is done once, whoever comes first.
final class OnceFlag: Sendable {
    private let isSet = Atomic<Bool>(false)

    /// - Returns: Whether this call was the first.
    func set() -> Bool {
        isSet.compareExchange(expected: false, desired: true, ordering: .acquiringAndReleasing).exchanged
    }
}

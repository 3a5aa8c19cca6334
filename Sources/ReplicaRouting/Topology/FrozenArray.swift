// SPDX-License-Identifier: Apache-2.0

/// Elements that are made once, never change, and go with their owner. Unlike those of an `Array` they are read without
/// counting a reference, which threads that decide at the same time would have to take turns for.
struct FrozenArray<Element>: ~Copyable {
    private let storage: UnsafeMutablePointer<Element>

    /// Valid for as long as the owner lives.
    let elements: UnsafeBufferPointer<Element>

    init(_ elements: some Collection<Element>) {
        storage = .allocate(capacity: max(1, elements.count))
        let buffer = UnsafeMutableBufferPointer(start: storage, count: elements.count)
        _ = buffer.initialize(fromContentsOf: elements)
        self.elements = UnsafeBufferPointer(buffer)
    }

    /// The address of the first element; there must be one.
    var first: UnsafePointer<Element> { UnsafePointer(storage) }

    deinit {
        storage.deinitialize(count: elements.count)
        storage.deallocate()
    }
}

// It is immutable from its initialization to its end.
extension FrozenArray: @unchecked Sendable where Element: Sendable {}

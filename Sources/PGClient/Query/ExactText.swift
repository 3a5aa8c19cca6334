// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// A text as the server takes it: byte by byte. Two strings that Swift takes for equal, an accented letter in one piece or in
/// two for example, are two statements, or the names of two columns.
struct ExactText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        self.text = text
    }

    static func == (left: ExactText, right: ExactText) -> Bool {
        let areEqual = left.text.utf8.withContiguousStorageIfAvailable { left in
            right.text.utf8.withContiguousStorageIfAvailable { right in
                guard left.count == right.count else { return false }
                guard let start = left.baseAddress, let other = right.baseAddress else { return true }
                return clibpq_are_equal(start, other, left.count) == 1
            }
        }
        return areEqual.flatMap { $0 } ?? left.text.utf8.elementsEqual(right.text.utf8)
    }

    // Strings that are equal byte by byte are equal for Swift as well.
    func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

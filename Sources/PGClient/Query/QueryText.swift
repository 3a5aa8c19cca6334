// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// The text of a statement, put together only where somebody has to see all of it.
///
/// Most statements are a few literals with values between them. The literals stay where the program has them: such a text takes no
/// memory of its own, and is compared with another one without making a copy first.
struct QueryText: Sendable {
    /// How many values may stand between the literals; with more the text is put together.
    private static let capacity = 3

    /// What stands before the first value, behind it, behind the second one, and behind the third.
    private var literals: (StaticString, StaticString, StaticString, StaticString)
    private var valueCount = 0
    /// All of the text, where it is not made of a few literals, which then do not count.
    private var whole: String?

    init(_ literal: StaticString = "") {
        literals = ("", "", "", "")
        append(literal)
    }

    init(_ text: String) {
        self.init()
        whole = text
    }

    /// Adds what the program says.
    mutating func append(_ literal: StaticString) {
        // One that was made of a single character, and not of text, has no place in memory.
        guard whole == nil, literal.hasPointerRepresentation, self[valueCount].utf8CodeUnitCount == 0 else {
            return append(literal.description)
        }
        self[valueCount] = literal
    }

    /// Adds text from elsewhere.
    mutating func append(_ text: String) {
        // Taken out, so that nobody else has it and it grows where it is.
        var longer = whole.take() ?? string
        longer += text
        whole = longer
    }

    /// Adds the place of a value.
    ///
    /// - Parameter number: Of the value, from 1.
    mutating func appendPlace(_ number: Int) {
        if whole == nil, valueCount < Self.capacity, number == valueCount + 1 {
            valueCount = number
        } else {
            append("$\(number)")
        }
    }

    /// The text as a whole.
    var string: String {
        if let whole { return whole }
        var text = self[0].description
        for number in 0..<valueCount { text += "$\(number + 1)\(self[number + 1])" }
        return text
    }

    /// How many bytes it has.
    var count: Int {
        if let whole { return whole.utf8.count }
        return literals.0.utf8CodeUnitCount + literals.1.utf8CodeUnitCount + literals.2.utf8CodeUnitCount
            + literals.3.utf8CodeUnitCount + 2 * valueCount
    }

    /// A number that is the same for statements from the same place in the program, and often another one for others.
    var hint: UInt {
        if let whole { return UInt(bitPattern: whole.utf8.count) }
        return literals.0.withUTF8Buffer { UInt(bitPattern: $0.baseAddress) &+ UInt(bitPattern: $0.count) }
    }

    /// Whether it is the same, put together.
    @inline(__always)
    func isEqual(to other: ExactText) -> Bool {
        if let whole { return ExactText(whole) == other }
        let areEqual = other.text.utf8.withContiguousStorageIfAvailable { other in
            guard other.count == count, let start = other.baseAddress else { return other.isEmpty && count == 0 }
            var offset = 0
            return allPieces { piece in
                defer { offset += piece.count }
                guard let base = piece.baseAddress else { return true }
                return clibpq_are_equal(base, start + offset, piece.count) == 1
            }
        }
        return areEqual ?? (ExactText(string) == other)
    }

    /// Whether there is a NUL byte, where C would take the end of the text to be.
    var holdsNUL: Bool {
        if let whole { return whole.holdsNUL }
        return literals.0.holdsNUL || literals.1.holdsNUL || literals.2.holdsNUL || literals.3.holdsNUL
    }

    /// Whether something holds for each of the pieces, in their order.
    @inline(__always)
    private func allPieces(_ holds: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        var index = 0
        while true {
            let literal = self[index]
            if literal.utf8CodeUnitCount > 0, !literal.withUTF8Buffer(holds) { return false }
            guard index < valueCount else { return true }
            if !Self.place(index).withUTF8Buffer(holds) { return false }
            index += 1
        }
    }

    private static func place(_ index: Int) -> StaticString {
        switch index {
        case 0: "$1"
        case 1: "$2"
        default: "$3"
        }
    }

    private subscript(index: Int) -> StaticString {
        get {
            switch index {
            case 0: literals.0
            case 1: literals.1
            case 2: literals.2
            default: literals.3
            }
        }
        set {
            switch index {
            case 0: literals.0 = newValue
            case 1: literals.1 = newValue
            case 2: literals.2 = newValue
            default: literals.3 = newValue
            }
        }
    }
}

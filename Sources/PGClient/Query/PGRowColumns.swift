// SPDX-License-Identifier: Apache-2.0

/// Where the properties of a `Decodable` type stand in the rows of a result.
struct PGRowColumns: Sendable {
    /// The keys of the columns in order.
    let keys: [String]

    private let positions: [ExactText: Int]

    init(_ result: PGResult, _ strategy: PGRowKeyStrategy) {
        keys = result.columnNames.map { strategy.key(forColumn: $0) }
        positions = Dictionary(zip(keys.map(ExactText.init), keys.indices)) { first, _ in first }
    }

    /// The first column of that key.
    func position(of key: String) -> Int? { positions[ExactText(key)] }
}

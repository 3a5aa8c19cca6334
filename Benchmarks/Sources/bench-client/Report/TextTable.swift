// SPDX-License-Identifier: Apache-2.0

/// Columns of text, the first ones to the left, numbers to the right.
struct TextTable: Sendable {
    let header: [String]
    /// How many columns, from the first on, are words.
    let wordColumns: Int
    var rows: [[String]] = []

    var text: String {
        let lines = [header] + rows
        let widths = header.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
        return lines.map { line in
            line.indices.map { column in
                let cell = line[column]
                let filling = String(repeating: " ", count: widths[column] - cell.count)
                return column < wordColumns ? cell + filling : filling + cell
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

// SPDX-License-Identifier: Apache-2.0

extension Candidates {
    /// A threshold that leaves so many candidates at least, if there are that many: the strict one where it does,
    /// else the measure of the last one that is needed.
    ///
    /// - Parameters:
    ///   - minimum: How many are to be left.
    ///   - strict: The threshold where enough are at or below it.
    ///   - measure: What counts, the lower the better; nil for a candidate that must not be counted.
    func threshold(keeping minimum: Int, above strict: Int, _ measure: (Int) -> Int?) -> Int {
        var threshold = strict
        var kept = 0
        for position in pooled where contains(position) {
            if let value = measure(position), value <= strict { kept += 1 }
            if kept >= minimum { return strict }
        }
        // One step up at a time: to the least measure above the last threshold, with all that share it.
        while kept < minimum {
            var next = Int.max
            var count = 0
            for position in pooled where contains(position) {
                guard let value = measure(position), value > threshold, value <= next else { continue }
                count = value == next ? count + 1 : 1
                next = value
            }
            guard count > 0 else { break }
            threshold = next
            kept += count
        }
        return threshold
    }
}

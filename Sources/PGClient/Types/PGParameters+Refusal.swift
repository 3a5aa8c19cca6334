// SPDX-License-Identifier: Apache-2.0

extension PGParameters {
    /// Adds a parameter for a value that cannot be sent: the statement fails with the code `invalidParameter` before
    /// anything of it is sent.
    ///
    /// - Parameter reason: What the value is and what is valid: "is a date after the year 294276, ...".
    public mutating func refuse(_ reason: String) {
        fail(PGError(.invalidParameter, "parameter $\(count + 1) \(reason)"))
        appendNull()
    }
}

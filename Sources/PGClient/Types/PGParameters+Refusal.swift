// SPDX-License-Identifier: Apache-2.0

extension PGParameters {
    /// Adds a parameter for a value that cannot be sent: the statement fails with the code `invalidParameter` before
    /// anything of it is sent.
    ///
    /// - Parameter reason: What the value is and what is valid: "is a date after the year 294276, ...".
    public mutating func refuse(_ reason: String) {
        // Until `fail` can be called from here: any NUL byte has the same effect, with another message.
        appendText("\u{0}")
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Why a report could not be read or written: a sentence that names the file.
package struct ReportFileError: Error, Hashable, CustomStringConvertible {
    /// The kind of the failure. More kinds may be added.
    package struct Code: Hashable, Sendable {
        let name: String

        /// The file cannot be read.
        package static let unreadable = Code(name: "unreadable")
        /// What the file holds is no report that this version knows.
        package static let notAReport = Code(name: "notAReport")
        /// The file, or a folder for it, cannot be written.
        package static let unwritable = Code(name: "unwritable")
        /// The report has no chart of a name that was asked for.
        package static let unknownChart = Code(name: "unknownChart")
    }

    package let code: Code
    package let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

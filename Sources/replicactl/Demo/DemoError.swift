// SPDX-License-Identifier: Apache-2.0

/// A failure of the demo: a sentence on standard error, and exit status 1.
struct DemoError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

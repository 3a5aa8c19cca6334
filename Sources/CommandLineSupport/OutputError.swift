// SPDX-License-Identifier: Apache-2.0

/// Standard output did not take everything that was written to it.
package struct OutputError: Error, CustomStringConvertible {
    /// The system's words for it.
    package let reason: String

    package var description: String { "Standard output could not be written in full: \(reason)." }
}

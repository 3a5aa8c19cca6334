// SPDX-License-Identifier: Apache-2.0

package import ArgumentParser

/// A list in one argument: `1,8,16`.
package struct CommaSeparated<Element: ExpressibleByArgument & Sendable>: ExpressibleByArgument, Sendable {
    package let elements: [Element]

    package init(_ elements: [Element]) {
        self.elements = elements
    }

    package init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let elements = parts.compactMap { Element(argument: $0) }
        guard elements.count == parts.count else { return nil }
        self.elements = elements
    }

    package var defaultValueDescription: String { elements.map(\.defaultValueDescription).joined(separator: ",") }
}

// SPDX-License-Identifier: Apache-2.0

/// What the length of bars means.
struct BarUnit: Sendable {
    let name: String
    /// How many of it the value 1 is.
    let scale: Double
    let text: @Sendable (Double) -> String

    static let percent = BarUnit(name: "per cent", scale: 100) { Figure.percent($0) }
    static let microseconds = BarUnit(name: "microseconds", scale: 1) { Figure.time($0 / 1_000) }
}

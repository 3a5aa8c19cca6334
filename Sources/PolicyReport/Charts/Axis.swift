// SPDX-License-Identifier: Apache-2.0

/// Where values go on a line of some length.
struct Axis {
    /// The values with a line and a label.
    let ticks: [Double]

    private let least: Double
    private let greatest: Double
    private let isLogarithmic: Bool

    /// A logarithmic axis from a little below the least value to a little above the greatest. Values of 0 and less have no
    /// place on it and go to its beginning.
    static func logarithmic(_ values: [Double], ticks count: Int) -> Axis {
        let positive = values.filter { $0 > 0 && $0.isFinite }
        let least = (positive.min() ?? 1) / 1.15
        let greatest = max((positive.max() ?? 10) * 1.15, least * 3)
        var ticks: [Double] = []
        for steps in [[1.0, 2, 5], [1.0, 3], [1.0]] {
            ticks = decades(least, greatest).flatMap { decade in steps.map { $0 * decade } }
                .filter { $0 >= least && $0 <= greatest }
            if ticks.count <= count { break }
        }
        while ticks.count > count, count > 1 {
            ticks = ticks.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        }
        return Axis(ticks: ticks, least: least, greatest: greatest, isLogarithmic: true)
    }

    /// A linear axis from 0 to the next round number.
    static func linear(upTo value: Double, ticks count: Int) -> Axis {
        guard value > 0, value.isFinite else {
            return Axis(ticks: [0, 1], least: 0, greatest: 1, isLogarithmic: false)
        }
        let rough = value / Double(max(count, 1))
        var step = 1.0
        while step > rough { step /= 10 }
        while step * 10 <= rough { step *= 10 }
        for factor in [1.0, 2, 5, 10] where step * factor >= rough * 0.999 {
            step *= factor
            break
        }
        let steps = max(1, Int((value / step - 1e-9).rounded(.up)))
        let ticks = (0...steps).map { Double($0) * step }
        return Axis(ticks: ticks, least: 0, greatest: Double(steps) * step, isLogarithmic: false)
    }

    /// An axis from one value to another without rounding.
    static func exact(from least: Double, to greatest: Double, ticks: [Double]) -> Axis {
        Axis(ticks: ticks, least: least, greatest: max(greatest, least + 1e-9), isLogarithmic: false)
    }

    /// The place of a value, 0 to 1; values beyond the ends go to the ends.
    func place(_ value: Double) -> Double {
        guard isLogarithmic else { return min(max((value - least) / (greatest - least), 0), 1) }
        guard value > least else { return 0 }
        return min(Self.log2(value / least) / Self.log2(greatest / least), 1)
    }

    private static func decades(_ least: Double, _ greatest: Double) -> [Double] {
        var decade = 1e-9
        while decade * 10 <= least { decade *= 10 }
        var decades: [Double] = []
        while decade <= greatest, decades.count < 30 {
            decades.append(decade)
            decade *= 10
        }
        return decades
    }

    /// To about six digits, which is more than a drawing shows.
    private static func log2(_ value: Double) -> Double {
        let quotient = (value.significand - 1) / (value.significand + 1)
        let square = quotient * quotient
        let series = quotient * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7 + square / 9))))
        return Double(value.exponent) + 2 * series / 0.693_147_180_559_945
    }
}

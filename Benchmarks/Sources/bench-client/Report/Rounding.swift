// SPDX-License-Identifier: Apache-2.0

extension Double {
    func rounded(places: Int) -> Double {
        let scale = (0..<places).reduce(1.0) { scale, _ in scale * 10 }
        return (self * scale).rounded() / scale
    }

    /// With exactly that many digits behind the point.
    func formatted(places: Int) -> String {
        let scale = (0..<places).reduce(1) { scale, _ in scale * 10 }
        guard let scaled = Int(exactly: (self * Double(scale)).rounded()) else { return "\(self)" }
        let whole = "\(scaled < 0 ? "-" : "")\(abs(scaled) / scale)"
        guard places > 0 else { return whole }
        let fraction = String(abs(scaled) % scale)
        return whole + "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
}

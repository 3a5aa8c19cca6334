// SPDX-License-Identifier: Apache-2.0

extension Float: PGEncodable, PGDecodable {
    /// `real`
    public static var arrayElementType: PGType { .float4 }

    /// As `real`.
    public func encode(into parameters: inout PGParameters) { parameters.append(bitPattern, as: .float4) }

    /// From `real`.
    public static func decode(_ value: PGValue) throws(PGError) -> Float {
        guard value.type == .float4 else { throw value.typeMismatch(Float.self) }
        return Float(bitPattern: try value.integer(UInt32.self, for: Float.self))
    }
}

extension Double: PGEncodable, PGDecodable {
    /// `double precision`
    public static var arrayElementType: PGType { .float8 }

    /// As `double precision`.
    public func encode(into parameters: inout PGParameters) { parameters.append(bitPattern, as: .float8) }

    /// From `real` or `double precision`. A `numeric` is an error: cast it in the statement, or read it as `Decimal`.
    public static func decode(_ value: PGValue) throws(PGError) -> Double {
        switch value.type {
        case .float8: Double(bitPattern: try value.integer(UInt64.self, for: Double.self))
        case .float4: Double(Float(bitPattern: try value.integer(UInt32.self, for: Double.self)))
        default: throw value.typeMismatch(Double.self)
        }
    }
}

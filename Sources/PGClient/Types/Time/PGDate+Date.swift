// SPDX-License-Identifier: Apache-2.0

#if canImport(FoundationEssentials)
public import FoundationEssentials
#else
public import Foundation
#endif

extension PGDate {
    /// The day that a point in time falls on in UTC.
    ///
    /// - Throws: ``PGError`` with the code `invalidParameter` for a day that the server does not have.
    public init(inUTC date: Date) throws(PGError) {
        let daysSince2001 = (date.timeIntervalSinceReferenceDate / 86_400).rounded(.down)
        guard let days = Int32(exactly: daysSince2001) else {
            throw PGError(.invalidParameter, "\(daysSince2001) days after 2001-01-01 is no date")
        }
        try self.init(daysSince2000: Int(days) + 366)
    }

    /// The start of the day in UTC.
    public var startInUTC: Date {
        Date(timeIntervalSinceReferenceDate: Double(daysSince2000 - 366) * 86_400)
    }
}

// SPDX-License-Identifier: Apache-2.0

/// Years, months and days of the Gregorian calendar from the number of a day, and back.
///
/// The arithmetic is that of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, so
/// that the leap day is the last one, and 400 years are an era of 146,097 days.
enum CivilCalendar {
    private static let daysOfEra = 146_097

    /// From the first of March of the year 0 to the first of January 2000.
    private static let daysTo2000 = 730_425

    /// Days since the first of January 2000; `nil` for a day that the calendar does not have.
    static func days(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard (1...12).contains(month), (1...length(ofMonth: month, year)).contains(day) else { return nil }
        let year = month <= 2 ? year - 1 : year
        let era = year.floorDivided(by: 400)
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * daysOfEra + dayOfEra - daysTo2000
    }

    static func date(_ daysSince2000: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSince2000 + daysTo2000
        let era = days.floorDivided(by: daysOfEra)
        let dayOfEra = days - era * daysOfEra
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    private static func length(ofMonth month: Int, _ year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

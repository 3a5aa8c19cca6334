// SPDX-License-Identifier: Apache-2.0

#if canImport(Darwin)
import Darwin
#elseif canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// What standard output is connected to.
struct Terminal: Sendable {
    /// Whether lines can be drawn anew in place.
    let isLive: Bool
    let style: TextStyle

    /// Looks at standard output, at `TERM`, and at `NO_COLOR` (<https://no-color.org>).
    static func current() -> Terminal {
        let isLive = isatty(1) == 1 && !["", "dumb"].contains(environment("TERM"))
        return Terminal(isLive: isLive, style: isLive && environment("NO_COLOR").isEmpty ? .coloured : .plain)
    }

    /// The size at this moment; 80 columns and 24 rows where it is not known.
    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard isatty(1) == 1, ioctl(1, numericCast(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    private static func environment(_ name: String) -> String {
        getenv(name).map { String(cString: $0) } ?? ""
    }
}

// SPDX-License-Identifier: Apache-2.0

/// An error of libpq that comes as text alone, with the parts that can be told from it.
///
/// A server's refusal reads, in the verbose form, as
/// `connection to server at "db1", port 5432 failed: FATAL:  28P01: password authentication failed ...`.
struct ConnectErrorText {
    let message: String
    let sqlState: SQLState?

    init(_ text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
            .map(Self.trimmed)
            .filter { !$0.isEmpty && !$0.hasPrefix("LOCATION:") }
        var line = lines.first ?? "the server gave no reason"
        if line.hasPrefix("connection to server"), let end = Self.end(of: " failed: ", in: line) {
            line = line[end...]
        }
        // FATAL:  28P01: message — the severity may be translated, the shape is not.
        let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        if parts.count == 3, let state = Self.sqlState(parts[1]) {
            sqlState = state
            message = String(Self.trimmed(parts[2]))
        } else {
            sqlState = nil
            message = String(line)
        }
    }

    /// The error of an attempt to connect.
    var error: PGError {
        PGError(sqlState?.errorClass == "28" ? .authenticationFailed : .connectFailed, message, sqlState: sqlState)
    }

    /// The error of a connection that stood.
    var lostError: PGError { PGError(.connectionLost, message, sqlState: sqlState) }

    private static func sqlState(_ part: Substring) -> SQLState? {
        let text = trimmed(part)
        guard text.utf8.count == 5, text.allSatisfy({ $0.isASCII && ($0.isNumber || $0.isUppercase) }) else {
            return nil
        }
        return SQLState(rawValue: String(text))
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text.drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }

    private static func end(of part: String, in line: Substring) -> Substring.Index? {
        var start = line.startIndex
        while start < line.endIndex {
            if line[start...].hasPrefix(part) { return line.index(start, offsetBy: part.count) }
            line.formIndex(after: &start)
        }
        return nil
    }
}

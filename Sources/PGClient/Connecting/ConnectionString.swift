// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// A connection string taken apart by libpq: `postgresql://` URIs and `key=value` strings.
struct ConnectionString {
    /// The parameters that the string sets, by libpq's keyword.
    let parameters: [String: String]

    /// - Throws: ``PGError`` with the code `invalidConfiguration`, with libpq's reason; what could be part of
    ///   a password is left out of it.
    init(_ text: String) throws(PGError) {
        guard !text.utf8.contains(0) else {
            throw PGError(.invalidConfiguration, "the connection string holds a NUL byte")
        }
        var reason: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(text, &reason) else {
            let message = reason.map { String(cString: $0) } ?? "out of memory"
            PQfreemem(reason)
            throw PGError(
                .invalidConfiguration,
                """
                the connection string is not valid: \(Self.redact(message, of: text)); valid are URIs such as \
                postgresql://user@host:5432/database?sslmode=verify-full and strings such as \
                "host=db1 port=5432 user=app dbname=app"
                """
            )
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parameters[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        self.parameters = parameters
    }

    /// libpq quotes pieces of its input in messages. Only a piece that is a plain word from before any
    /// secret is kept: a password with odd characters can end up anywhere else.
    private static func redact(_ message: String, of text: String) -> String {
        var redacted = ""
        var isQuoted = false
        for piece in message.split(separator: "\"", omittingEmptySubsequences: false) {
            if isQuoted {
                let isWord = !piece.isEmpty && piece.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
                let isPunctuation = piece.count == 1 && !isWord && piece.allSatisfy { !$0.isNumber }
                let isSafe = isPunctuation || (isWord && !secretPart(of: text).contains(piece))
                redacted += isSafe ? "\"\(piece)\"" : "(left out)"
            } else {
                redacted += piece
            }
            isQuoted.toggle()
        }
        return redacted.split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// Everything behind the first sign of a password or of a user's part of a URI.
    private static func secretPart(of text: String) -> Substring {
        if let scheme = text.range(of: "://") {
            let authority = text[scheme.upperBound...]
            guard let at = authority.lastIndex(of: "@") else {
                return authority.range(of: "password").map { authority[$0.upperBound...] } ?? ""
            }
            // A password in the query part stands behind the last "@" of a well-formed authority.
            return authority.range(of: "password") == nil ? authority[..<at] : authority
        }
        return text.range(of: "password").map { text[$0.upperBound...] } ?? text[...]
    }
}

extension StringProtocol {
    /// The first place where `part` stands.
    fileprivate func range(of part: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(part) { return start..<index(start, offsetBy: part.count) }
            formIndex(after: &start)
        }
        return nil
    }
}

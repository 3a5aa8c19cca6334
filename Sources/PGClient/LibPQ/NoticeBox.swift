// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// A notice or warning that the server sent beside the results.
struct PGNotice: Sendable {
    var severity: String
    var sqlState: String?
    var message: String

    /// Whether it is an error after which the server closes the connection.
    var endsSession: Bool { severity == "FATAL" || severity == "PANIC" }
}

/// Where libpq puts notices. It is called inside of libpq's functions, so under the lock of the connection; the
/// driver takes the notices out and logs them once the lock is open again.
final class NoticeBox {
    private var notices: [PGNotice] = []

    /// A server that floods a client with notices must not fill its memory between two reads.
    private static let limit = 100

    static let receive: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = { context, result in
        guard let context, let result else { return }
        let box = Unmanaged<NoticeBox>.fromOpaque(context).takeUnretainedValue()
        guard box.notices.count < limit else { return }
        box.notices.append(
            PGNotice(
                severity: ResultField.text(result, clibpq_diag_severity()) ?? "NOTICE",
                sqlState: ResultField.text(result, clibpq_diag_sqlstate()),
                message: ResultField.text(result, clibpq_diag_message_primary()) ?? ""
            )
        )
    }

    var isEmpty: Bool { notices.isEmpty }

    func take() -> [PGNotice] {
        defer { notices = [] }
        return notices
    }
}

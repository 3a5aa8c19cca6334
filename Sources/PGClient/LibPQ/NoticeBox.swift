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
///
/// Memory of its own and not a class: each answer asks whether there are any, and a class checks each access to what it holds.
struct NoticeBox: ~Copyable {
    private let notices: UnsafeMutablePointer<[PGNotice]>

    /// A server that floods a client with notices must not fill its memory between two reads.
    private static let limit = 100

    static let receive: @convention(c) (UnsafeMutableRawPointer?, OpaquePointer?) -> Void = { context, result in
        guard let notices = context?.assumingMemoryBound(to: [PGNotice].self), let result else { return }
        guard notices.pointee.count < limit else { return }
        notices.pointee.append(
            PGNotice(
                severity: ResultField.text(result, clibpq_diag_severity()) ?? "NOTICE",
                sqlState: ResultField.text(result, clibpq_diag_sqlstate()),
                message: ResultField.text(result, clibpq_diag_message_primary()) ?? ""
            )
        )
    }

    init() {
        notices = .allocate(capacity: 1)
        notices.initialize(to: [])
    }

    /// What ``receive`` is to be given; valid as long as the box is.
    var context: UnsafeMutableRawPointer { UnsafeMutableRawPointer(notices) }

    var isEmpty: Bool { notices.pointee.isEmpty }

    mutating func take() -> [PGNotice] {
        defer { notices.pointee = [] }
        return notices.pointee
    }

    deinit {
        notices.deinitialize(count: 1)
        notices.deallocate()
    }
}

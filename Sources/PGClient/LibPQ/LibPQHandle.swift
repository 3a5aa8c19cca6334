// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ

/// One `PGconn`, driven by one thread at a time: whoever holds the lock it lives behind.
///
/// `@unchecked Sendable`: libpq lets a `PGconn` move between threads as long as no two use it at once, and being
/// non-copyable it has one owner.
struct LibPQHandle: ~Copyable, @unchecked Sendable {
    let connection: OpaquePointer
    private var notices: NoticeBox

    /// Starts a connection. Blocks for the password and service files, so call it on ``BlockingCalls``.
    ///
    /// - Throws: ``PGError`` where libpq gives up at once, over an unusable parameter for example.
    static func open(_ parameters: [String: String]) throws(PGError) -> LibPQHandle {
        var keywords: [UnsafePointer<CChar>?] = []
        var values: [UnsafePointer<CChar>?] = []
        for (keyword, value) in parameters {
            keywords.append(UnsafePointer(strdup(keyword)))
            values.append(UnsafePointer(strdup(value)))
        }
        defer { for pointer in keywords + values { free(UnsafeMutablePointer(mutating: pointer)) } }
        guard let connection = PQconnectStartParams(keywords + [nil], values + [nil], 0) else {
            throw PGError(.system, "libpq had no memory for a connection")
        }
        let handle = LibPQHandle(connection)
        guard !handle.isLost else { throw handle.connectError() }
        return handle
    }

    private init(_ connection: OpaquePointer) {
        self.connection = connection
        notices = NoticeBox()
        // Connect errors come as text alone; the verbose form of it holds the SQLSTATE.
        PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        // At once: without a receiver libpq writes notices to the program's standard error.
        PQsetNoticeReceiver(connection, NoticeBox.receive, notices.context)
    }

    deinit { PQfinish(connection) }

    // MARK: Connecting

    /// The descriptor of the socket. It can be another one after each ``connectPoll()``.
    var socket: Int32 { PQsocket(connection) }

    mutating func connectPoll() throws(PGError) -> ConnectStateMachine.PollResult {
        switch PQconnectPoll(connection) {
        case PGRES_POLLING_OK:
            PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
            guard PQsetnonblocking(connection, 1) == 0 else { throw connectError() }
            return .ok
        case PGRES_POLLING_READING: return .reading
        case PGRES_POLLING_WRITING: return .writing
        default: throw connectError()
        }
    }

    private func connectError() -> PGError {
        if PQconnectionNeedsPassword(connection) == 1 {
            return PGError(
                .authenticationFailed,
                "the server asks for a password and none was given",
                sqlState: .invalidPassword
            )
        }
        return ConnectErrorText(String(cString: PQerrorMessage(connection))).error
    }

    // MARK: Statements

    /// Hands one step of a statement to libpq, which may keep part of it until the socket takes more.
    mutating func send(_ step: StatementExchange.Step, of query: borrowing PGQuery) throws(PGError) {
        let accepted: Int32 =
            switch step {
            case .deallocate(let name):
                PQsendQueryParams(connection, "DEALLOCATE \(name)", 0, nil, nil, nil, nil, 1)
            case .prepare(let name):
                name.withCString { name in
                    query.parameters.withPointers { count, types, _, _, _ in
                        PQsendPrepare(connection, name, query.sql, count, types)
                    }
                }
            case .execute(let name):
                name.withCString { name in
                    query.parameters.withPointers { count, _, values, lengths, formats in
                        PQsendQueryPrepared(connection, name, count, values, lengths, formats, 1)
                    }
                }
            case .executeDirect:
                query.parameters.withPointers { count, types, values, lengths, formats in
                    PQsendQueryParams(connection, query.sql, count, types, values, lengths, formats, 1)
                }
            case .finish: 1
            }
        guard accepted == 1 else { throw lostError() }
    }

    mutating func sendReset() throws(PGError) {
        let reset = SessionTrace.reset(rollsBack: !isOutsideTransaction)
        guard PQsendQuery(connection, reset) == 1 else { throw lostError() }
    }

    // MARK: Piece by piece

    /// Whether the rows of a stream can come several in one result.
    static var bundlesRows: Bool { clibpq_bundles_rows() == 1 }

    /// For the statement that was just sent: its rows come in results of so many each, or of one each before libpq 17.
    mutating func enterRowsMode(_ rows: Int) {
        // It fails only where no statement has just been sent; the rows then come all at once, which is right as well.
        _ = clibpq_set_rows_mode(connection, Int32(clamping: rows))
    }

    enum CopyData {
        case data([UInt8])
        /// More input is needed.
        case pending
        /// The copy is over, with an error perhaps; results follow.
        case end
    }

    mutating func nextCopyData() -> CopyData {
        var buffer: UnsafeMutablePointer<CChar>?
        let length = PQgetCopyData(connection, &buffer, 1)
        guard length >= 0 else { return .end }
        guard length > 0, let buffer else { return .pending }
        defer { PQfreemem(buffer) }
        return .data([UInt8](UnsafeRawBufferPointer(start: buffer, count: Int(length))))
    }

    /// - Returns: Whether libpq took the data; it does not where its buffer is full and the socket takes nothing.
    mutating func putCopyData(_ bytes: ArraySlice<UInt8>) throws(PGError) -> Bool {
        let status = bytes.withUnsafeBytes { bytes in
            PQputCopyData(connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard status >= 0 else { throw lostError() }
        return status == 1
    }

    mutating func endCopy(error: String?) throws(PGError) {
        guard PQputCopyEnd(connection, error) >= 0 else { throw lostError() }
    }

    // MARK: Pipeline mode

    mutating func enterPipelineMode() throws(PGError) {
        guard PQenterPipelineMode(connection) == 1 else { throw lostError() }
    }

    /// Ends a statement of a pipeline: errors do not reach past this point.
    mutating func synchronise() throws(PGError) {
        guard clibpq_pipeline_sync(connection) == 1 else { throw lostError() }
    }

    /// Holds back what is sent from here on, or lets it go.
    ///
    /// - Returns: Whether the socket can do that.
    mutating func cork(_ corks: Bool) -> Bool { clibpq_cork(connection, corks ? 1 : 0) == 0 }

    // MARK: Moving bytes

    enum FlushResult { case done, pending }

    mutating func flush() throws(PGError) -> FlushResult {
        let status = PQflush(connection)
        // libpq reads while it waits for room to write, which can leave something behind as well.
        if clibpq_tls_pending(connection) > 0 { try consumeInput() }
        switch status {
        case 0: return .done
        case 1: return .pending
        default: throw lostError()
        }
    }

    /// Reads what the socket has, and what the TLS library has read ahead of libpq: nothing would tell of that again.
    mutating func consumeInput() throws(PGError) {
        repeat {
            guard PQconsumeInput(connection) == 1 else { throw lostError() }
        } while clibpq_tls_pending(connection) > 0
    }

    enum Reply {
        /// More input is needed.
        case pending
        /// All of the statement's results have been taken.
        case complete
        /// In a pipeline: everything before the last synchronisation point has been answered.
        case synchronised
        case result(PGResult)
    }

    /// - Parameter discardsRows: Whether nobody wants rows any more. There can be hundreds of thousands of them on the way
    ///   from a stream that was left, and they are dropped without further ado.
    mutating func nextReply(discardsRows: Bool = false) -> Reply {
        while true {
            guard PQisBusy(connection) == 0 else { return .pending }
            guard let result = PQgetResult(connection) else { return .complete }
            if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
                PQclear(result)
                return .synchronised
            }
            guard discardsRows, clibpq_is_partial(result) == 1 else { return .result(PGResult(result)) }
            PQclear(result)
        }
    }

    /// Whether a library between the socket and libpq reads record by record, so that bytes stay in the socket.
    var isEncrypted: Bool { PQsslInUse(connection) == 1 || PQgssEncInUse(connection) == 1 }

    private var isLost: Bool { PQstatus(connection) == CONNECTION_BAD }

    /// Why the connection is gone; `nil` while it stands.
    var loss: PGError? { isLost ? lostError() : nil }

    /// Whether a transaction is open, failed, or of unknown state.
    var isOutsideTransaction: Bool { PQtransactionStatus(connection) == PQTRANS_IDLE }

    /// The server process that serves the connection.
    var backendProcessID: Int32 { PQbackendPID(connection) }

    func parameterStatus(_ name: String) -> String? {
        PQparameterStatus(connection, name).map { String(cString: $0) }
    }

    /// What the server has said beside the results. It piles up in libpq until it is taken.
    ///
    /// - Returns: `nil` where there is nothing, as nearly always.
    mutating func takeAsides() -> (notifications: [PGNotification], notices: [PGNotice])? {
        guard let first = PQnotifies(connection) else {
            return notices.isEmpty ? nil : ([], notices.take())
        }
        var notifications: [PGNotification] = []
        var next: UnsafeMutablePointer<PGnotify>? = first
        while let notification = next {
            notifications.append(
                PGNotification(
                    channel: String(cString: notification.pointee.relname),
                    payload: String(cString: notification.pointee.extra),
                    serverProcessID: notification.pointee.be_pid
                )
            )
            PQfreemem(notification)
            next = PQnotifies(connection)
        }
        return (notifications, notices.take())
    }

    /// What libpq, or the server with its last words, says about the loss of the connection.
    func lostError() -> PGError {
        ConnectErrorText(String(cString: PQerrorMessage(connection))).lostError
    }

    func makeCancelRequest() -> (any CancelRequest)? {
        PolledCancelRequest(connection) ?? PQgetCancel(connection).map(BlockingCancelRequest.init)
    }
}

#if canImport(Darwin)
internal import Darwin
#elseif canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#endif

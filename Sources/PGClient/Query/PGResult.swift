// SPDX-License-Identifier: Apache-2.0

internal import CLibPQ
internal import Synchronization

/// The answer to one statement: its rows, or the number of rows it changed.
///
/// `@unchecked Sendable`: nothing changes a `PGresult` once libpq has handed it out, and reading one from several
/// threads is allowed (libpq manual, "Behavior in Threaded Programs").
public final class PGResult: @unchecked Sendable {
    let pointer: OpaquePointer

    /// How many rows there are.
    public let rowCount: Int

    /// How many columns each row has.
    public let columnCount: Int

    /// Made when a column is first asked for by a name.
    private let knownColumns = AtomicLazyReference<KnownColumns>()

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
        rowCount = Int(PQntuples(pointer))
        columnCount = Int(PQnfields(pointer))
    }

    deinit { PQclear(pointer) }

    /// How many rows an `INSERT`, `UPDATE`, `DELETE` or `MERGE` changed, or a `SELECT` returned; 0 for others.
    public var affectedRows: Int {
        PQcmdTuples(pointer).flatMap { Int(String(cString: $0)) } ?? 0
    }

    /// The server's word for what it did, `INSERT 0 1` for example.
    public var commandTag: String {
        PQcmdStatus(pointer).map { String(cString: $0) } ?? ""
    }

    /// Whether it came in one piece for certain, with room to spare: libpq reads 16 KiB at a time, or more.
    var isSmall: Bool { PQresultMemorySize(pointer) <= 8192 }

    /// Whether it answers a `CALL`, the one command with an effect on the session that can have columns.
    var isOfCall: Bool {
        guard let tag = PQcmdStatus(pointer) else { return false }
        return tag[0] == CChar(bitPattern: UInt8(ascii: "C")) && tag[1] == CChar(bitPattern: UInt8(ascii: "A"))
    }

    /// The names of the columns in order. Names need not be unique.
    public var columnNames: [String] {
        (0..<columnCount).map { columnName($0) }
    }

    func columnName(_ column: Int) -> String {
        PQfname(pointer, Int32(column)).map { String(cString: $0) } ?? ""
    }

    /// The first column of that name, compared to the letter.
    func column(named name: String) -> Int? {
        rowColumns(.useDefaultKeys).position(of: name)
    }

    /// Where the columns stand by their names, found out once for all rows.
    func rowColumns(_ strategy: PGRowKeyStrategy) -> PGRowColumns {
        let known = knownColumns.load() ?? knownColumns.storeIfNil(KnownColumns())
        return known.columns.withLock { known in
            if let columns = known[strategy] { return columns }
            let columns = PGRowColumns(self, strategy)
            known[strategy] = columns
            return columns
        }
    }

    private final class KnownColumns: Sendable {
        let columns = Mutex<[PGRowKeyStrategy: PGRowColumns]>([:])
    }
}

// MARK: - What kind of answer it is

extension PGResult {
    enum Outcome {
        case success
        /// Rows of a result that comes piece by piece.
        case rows
        case failure(PGError)
        case copyIn, copyOut
        /// In a pipeline: not run, because of an error before it.
        case pipelineAborted
    }

    var outcome: Outcome {
        if clibpq_is_partial(pointer) == 1 { return .rows }
        return switch PQresultStatus(pointer) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .success
        case PGRES_COPY_IN: .copyIn
        case PGRES_PIPELINE_ABORTED: .pipelineAborted
        case PGRES_COPY_OUT, PGRES_COPY_BOTH: .copyOut
        default: .failure(error)
        }
    }

    private var error: PGError {
        let sqlState = ResultField.text(pointer, clibpq_diag_sqlstate()).map(SQLState.init(rawValue:))
        guard let sqlState else {
            // libpq's own words, about a connection that was lost for example.
            return ConnectErrorText(String(cString: PQresultErrorMessage(pointer))).lostError
        }
        let detail = [clibpq_diag_message_detail(), clibpq_diag_message_hint()]
            .compactMap { ResultField.text(pointer, $0) }
        var error = PGError(
            .server,
            ResultField.text(pointer, clibpq_diag_message_primary()) ?? "the server gave no reason",
            sqlState: sqlState,
            detail: detail.isEmpty ? nil : detail.joined(separator: " ")
        )
        // The message is translated; the name of the server's function is not.
        if sqlState == .featureNotSupported {
            let origin = ResultField.text(pointer, clibpq_diag_source_function())
            error.isOfStalePlan = origin == "RevalidateCachedQuery"
        }
        return error
    }
}

extension PGError {
    /// Whether libpq made it up by itself, about what it could not read. The server's errors have a SQLSTATE.
    var isFromLibPQ: Bool { code == .connectionLost && sqlState == nil }
}

// MARK: - Rows

extension PGResult: RandomAccessCollection {
    /// The position of the first row.
    public var startIndex: Int { 0 }

    /// The position behind the last row.
    public var endIndex: Int { rowCount }

    /// A row by its position from 0.
    public subscript(position: Int) -> PGRow { PGRow(result: self, index: position) }
}
